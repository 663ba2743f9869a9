#include "base/sha256.hpp"

#include "base/file_reader.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace ra {

namespace {

class Sha256 {
 public:
  Sha256() : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::runtime_error("sha256");
  }

  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

  std::string hex() {
    std::array<unsigned char, 32> sum{};
    EVP_DigestFinal_ex(context_.get(), sum.data(), nullptr);
    std::string text;
    for (const unsigned char byte : sum) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

std::string sha256_of(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  RA_TRY_ASSIGN(FileReader file, FileReader::open(path));
  Sha256 sum;
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, file.next());
    if (piece.empty()) return sum.hex();
    sum.add(piece);
  }
}

}  // namespace ra
