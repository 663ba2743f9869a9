#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace ra::pack {

enum class DigestKind { md5, sha1, sha256 };

// A sum of what goes by.
class Digest {
 public:
  explicit Digest(DigestKind kind);
  Digest(Digest&&) noexcept = default;

  void add(std::string_view bytes);
  std::string bytes();  // once, at the end
  std::string hex();    // or so

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

std::string hex_of(std::string_view bytes);  // small letters

}  // namespace ra::pack
