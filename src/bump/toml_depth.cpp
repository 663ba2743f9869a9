#include "bump/toml_depth.hpp"

#include <algorithm>

namespace ra::bump {

namespace {

// The end of the string or comment that begins at `at`; `at` when there is none.
std::size_t skip(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '#') return std::min(text.find('\n', at), text.size());
  if (c != '"' && c != '\'') return at;
  const bool three = text.size() - at >= 3 && text[at + 1] == c && text[at + 2] == c;
  for (std::size_t i = at + (three ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\n' && !three) return i;  // not closed: the parser will say so
    if (text[i] == '\\' && c == '"') {
      ++i;
      continue;
    }
    if (text[i] != c) continue;
    if (!three) return i + 1;
    if (text.substr(i).starts_with(text.substr(at, 3))) {
      // Up to two quotation marks may stand before the three that end it.
      i += 3;
      while (i < text.size() && text[i] == c) ++i;
      return i;
    }
  }
  return text.size();
}

// `[` of a table, without a name after it: toml++ 3.3 asserts that there is one.
bool is_nameless(std::string_view text, std::size_t at) {
  const auto before = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t", at - 1);
  if (before != std::string_view::npos && text[before] != '\n') return false;
  auto rest = text.substr(at + 1);
  if (rest.starts_with('[')) rest.remove_prefix(1);
  const auto next = rest.find_first_not_of(" \t");
  if (next == std::string_view::npos) return true;
  const char c = rest[next];
  const bool bare = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  return !bare && c != '"' && c != '\'';
}

}  // namespace

std::optional<std::size_t> find_too_deep(std::string_view text) {
  std::size_t brackets = 0;
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = skip(text, at);
    if (end > at) {
      at = end;
      continue;
    }
    const char c = text[at];
    if (c == '[' && brackets == 0 && is_nameless(text, at)) return at;
    if (c == '[' || c == '{') ++brackets;
    if ((c == ']' || c == '}') && brackets > 0) --brackets;
    if (c == '.') ++dots;
    if (c == '\n' || c == ',' || c == '=') dots = 0;
    if (brackets > most_brackets || dots > most_dots) return at;
    ++at;
  }
  return std::nullopt;
}

}  // namespace ra::bump
