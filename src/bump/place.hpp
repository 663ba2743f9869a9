#pragma once

#include "base/error.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ra::bump {

// Bytes [begin, end) of a file.
struct Span {
  std::string file;
  std::size_t begin = 0;
  std::size_t end = 0;
  friend auto operator<=>(const Span&, const Span&) = default;
};

// "crates/a/Cargo.toml:3:11"
std::string where(std::string_view file, std::string_view text, std::size_t offset);

// A `config` error whose message begins with the place it is about.
Error error_at(std::string_view file, std::string_view text, std::size_t offset, std::string_view message,
               std::string hint = {});

// Versions go into files of three syntaxes as they are, so they are made of letters, digits, `.`, `-`, `+` and `_`.
bool is_plain_version(std::string_view version);

// Larger ones are not manifests, and would be held in memory several times.
constexpr std::size_t most_manifest = std::size_t{4} << 20U;
constexpr std::size_t most_lock = std::size_t{64} << 20U;

// Too large, or with a zero byte, of which parsers written in C think that the text ends.
Result<> check_text(std::string_view file, std::string_view text, std::size_t most);
std::optional<std::size_t> find_bad_utf8(std::string_view text);

}  // namespace ra::bump
