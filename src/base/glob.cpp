#include "base/glob.hpp"

#include "base/text.hpp"

namespace ra {

namespace {

constexpr std::size_t most_choices = 1000;  // that braces may multiply to

// The length of the set `[…]` at the front, 0 when it is none.
std::size_t set_length(std::string_view pattern) {
  const std::size_t first = pattern.substr(1).starts_with('!') || pattern.substr(1).starts_with('^') ? 2 : 1;
  const auto close = pattern.find(']', first + 1);
  return close == std::string_view::npos ? 0 : close + 1;
}

bool in_set(std::string_view set, char c) {
  set = set.substr(1, set.size() - 2);
  const bool negative = set.starts_with('!') || set.starts_with('^');
  if (negative) set.remove_prefix(1);
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found = found || (set[i] <= c && c <= set[i + 2]);
      i += 2;
      continue;
    }
    found = found || set[i] == c;
  }
  return found != negative;
}

// The length of what stands for one character at the front of the pattern, when it stands for `c`; else 0.
std::size_t step(std::string_view pattern, char c) {
  if (pattern.empty()) return 0;
  if (pattern[0] == '?') return 1;
  if (pattern[0] == '[') {
    if (const auto n = set_length(pattern); n > 0) return in_set(pattern.substr(0, n), c) ? n : 0;
  }
  return pattern[0] == c ? 1 : 0;
}

template <class Matches>
bool any_but(const std::vector<std::string>& patterns, Matches matches) {
  bool found = false;
  for (const std::string_view pattern : patterns) {
    if (pattern.starts_with('!')) {
      if (matches(pattern.substr(1))) return false;
    } else {
      found = found || matches(pattern);
    }
  }
  return found;
}

}  // namespace

// A star goes back only to the last star.
bool glob_matches_name(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t from = 0;
  while (t < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      from = t;
      continue;
    }
    if (const auto n = step(pattern.substr(p), name[t]); n > 0) {
      p += n;
      ++t;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star;
    t = ++from;
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  const auto parts = path.empty() ? std::vector<std::string_view>{} : split(path, '/');
  // reach[j]: the parts of the pattern so far match the first j parts of the path.
  std::vector<bool> reach(parts.size() + 1, false);
  reach[0] = true;
  for (const auto part : split(pattern, '/')) {
    std::vector<bool> next(parts.size() + 1, false);
    for (std::size_t j = 0; j <= parts.size(); ++j) {
      if (part == "**") {
        next[j] = reach[j] || (j > 0 && next[j - 1]);
      } else if (j > 0 && reach[j - 1]) {
        next[j] = glob_matches_name(part, parts[j - 1]);
      }
    }
    reach = std::move(next);
  }
  return reach.back();
}

// "a/{b,c}" gives "a/b" and "a/c", the first pair of braces at a time.
std::vector<std::string> glob_choices(std::string_view pattern) {
  std::vector<std::string> done{std::string{pattern}};
  for (std::size_t i = 0; i < done.size();) {
    const std::string one = done[i];
    const auto close = one.find('}');
    const auto open = close == std::string::npos ? close : one.rfind('{', close);
    if (open == std::string::npos) {
      ++i;
      continue;
    }
    const std::string inside = one.substr(open + 1, close - open - 1);
    const auto parts = split(inside, ',');
    if (done.size() + parts.size() > most_choices) return {std::string{pattern}};
    done.erase(done.begin() + static_cast<std::ptrdiff_t>(i));
    for (const auto part : parts) done.push_back(one.substr(0, open) + std::string{part} + one.substr(close + 1));
  }
  return done;
}

bool globs_match_name(const std::vector<std::string>& patterns, std::string_view name) {
  return any_but(patterns, [&](std::string_view pattern) { return glob_matches_name(pattern, name); });
}

bool globs_match(const std::vector<std::string>& patterns, std::string_view path) {
  return any_but(patterns, [&](std::string_view pattern) { return glob_matches(pattern, path); });
}

}  // namespace ra
