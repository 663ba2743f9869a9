#include "pack/relation.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace ra::pack {

namespace {

std::string plain_comparison(std::string_view text) {
  if (text == "<<") return "<";
  if (text == ">>") return ">";
  if (text == "==") return "=";
  if (text == "=<") return "<=";
  if (text == "=>") return ">=";
  const bool known = text == "<" || text == "<=" || text == "=" || text == ">=" || text == ">";
  return known ? std::string{text} : "";
}

}  // namespace

Relation parse_relation(std::string_view text) {
  text = trim(text);
  Relation all_name{std::string{text}};
  if (text.starts_with('(') || text.find('|') != std::string_view::npos) return all_name;
  const auto end = text.find_first_of(" \t(<>=");
  if (end == std::string_view::npos) return all_name;
  std::string_view rest = trim(text.substr(end));
  if (rest.starts_with('(') && rest.ends_with(')')) rest = trim(rest.substr(1, rest.size() - 2));
  const auto operator_end = std::min(rest.find_first_not_of("<>="), rest.size());
  Relation relation{std::string{text.substr(0, end)}, plain_comparison(rest.substr(0, operator_end)),
                    std::string{trim(rest.substr(operator_end))}};
  const bool whole = !relation.comparison.empty() && !relation.version.empty() &&
                     relation.version.find_first_of(" \t()") == std::string::npos;
  return whole ? relation : all_name;
}

std::string deb_relation(const Relation& relation) {
  if (relation.comparison.empty()) return relation.name;
  std::string comparison = relation.comparison;
  if (comparison.size() == 1 && comparison != "=") comparison += comparison;  // Policy 7.1: << and >>
  return relation.name + " (" + comparison + " " + relation.version + ")";
}

}  // namespace ra::pack
