#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace ra {

enum class Hash { md5, sha1, sha256, sha512, blake2b };

// The sum of what goes by.
class Hasher {
 public:
  explicit Hasher(Hash hash);

  void add(std::string_view bytes);
  std::string bytes();  // once, at the end
  std::string hex();    // or so, in small letters

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

// Reads the file once, a piece at a time.
Result<std::string> hash_of_file(const std::filesystem::path& file, Hash hash);

// RFC 2104, as bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

std::string hex_of(std::string_view bytes);      // small letters
std::string bytes_of_hex(std::string_view hex);  // of what hex_of has made

}  // namespace ra
