#include "base/base64.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace ra {

namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // + 1: OpenSSL ends it with a zero
  text.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()))));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  const std::unique_ptr<EVP_ENCODE_CTX, void (*)(EVP_ENCODE_CTX*)> context{EVP_ENCODE_CTX_new(), EVP_ENCODE_CTX_free};
  if (!context) throw std::runtime_error("base64");
  EVP_DecodeInit(context.get());
  std::string bytes(text.size() + 3, '\0');
  int most = 0;
  int rest = 0;
  if (EVP_DecodeUpdate(context.get(), bytes_of(bytes), &most, bytes_of(text), static_cast<int>(text.size())) < 0 ||
      EVP_DecodeFinal(context.get(), bytes_of(bytes) + most, &rest) < 0) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(most) + static_cast<std::size_t>(rest));
  return bytes;
}

}  // namespace ra
