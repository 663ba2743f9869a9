#pragma once

#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

// A sparse index of cargo's (doc.rust-lang.org/cargo/reference/registry-index.html).
namespace ra::publish {

// "1/a", "2/ab", "3/a/abc", "ab/cd/abcdef", in small letters.
std::string index_path(std::string_view crate);

// The SHA-256 of this version, yanked or not; nothing when the text does not name it. A version that differs in what
// follows its + alone is in the way: conflict.
Result<std::optional<std::string>> indexed_sum(std::string_view text, std::string_view crate, std::string_view version);

}  // namespace ra::publish
