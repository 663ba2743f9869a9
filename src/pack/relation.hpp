#pragma once

#include <string>
#include <string_view>

namespace ra::pack {

// "bash >= 4.2", also as Debian writes it: "bash (>= 4.2)". What is more than that ("(a if b)", "a | b") is all name.
struct Relation {
  std::string name;
  std::string comparison = {};  // "<", "<=", "=", ">=", ">"; empty: any version
  std::string version = {};
};

Relation parse_relation(std::string_view text);

std::string deb_relation(const Relation& relation);  // "bash (>= 4.2)", "bad (<< 2)"

}  // namespace ra::pack
