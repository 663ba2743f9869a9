#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ra::bump {

struct TomlMember;

// What a TOML file says, and where: as little of it as manifests need. Numbers and dates are `other`.
struct TomlValue {
  enum class Kind { absent, other, boolean, string, array, table };

  Kind kind = Kind::absent;
  bool boolean = false;
  std::string text;          // of a string
  std::size_t begin = 0;     // of a string: of what stands between its quotes, as it is written; else where it begins
  std::size_t end = 0;       // of a string only
  bool on_one_line = false;  // a string in single quotation marks or double ones, not three of them: it can be replaced
  std::vector<TomlValue> items;
  std::vector<TomlMember> members;

  bool is_string() const { return kind == Kind::string; }
  bool is_table() const { return kind == Kind::table; }
  bool is_true() const { return kind == Kind::boolean && boolean; }
  explicit operator bool() const { return kind != Kind::absent; }

  // A value that is absent when there is none.
  const TomlValue& operator[](std::string_view key) const;
};

struct TomlMember {
  std::string key;
  TomlValue value;
};

Result<TomlValue> parse_toml(std::string_view file, std::string_view text, std::size_t most);

}  // namespace ra::bump
