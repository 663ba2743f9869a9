#include "testresult/glob.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::testresult {

namespace {

constexpr std::size_t most_alternatives = 1000;

// [a-z] at the front of `pattern`: whether c is in it, and where it ends (0: it is no set).
struct Set {
  std::size_t end = 0;
  bool holds = false;
};
Set set_at(std::string_view pattern, char c) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  Set set;
  for (const std::size_t first = i; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      set.holds = set.holds || (pattern[i] <= c && c <= pattern[i + 2]);
      i += 2;
    } else {
      set.holds = set.holds || pattern[i] == c;
    }
  }
  if (i >= pattern.size()) return {};
  set.end = i + 1;
  set.holds = set.holds != negated;
  return set;
}

// One folder's or file's name; linear but for the last star, which is tried again.
bool matches_name(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = n;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '[') {
      const Set set = set_at(pattern.substr(p), name[n]);
      if (set.end > 0 && set.holds) {
        p += set.end;
        ++n;
        continue;
      }
      if (set.end == 0 && name[n] == '[') {
        ++p;
        ++n;
        continue;
      }
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    n = ++retry;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool has_wildcard(std::string_view name) { return name.find_first_of("*?[") != std::string_view::npos; }

// {a,b} written out.
void alternatives(const std::string& pattern, std::vector<std::string>& out) {
  const auto open = pattern.find('{');
  const auto close = pattern.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos || out.size() > most_alternatives) {
    out.push_back(pattern);
    return;
  }
  for (const auto part : split(std::string_view{pattern}.substr(open + 1, close - open - 1), ',')) {
    alternatives(pattern.substr(0, open) + std::string{part} + pattern.substr(close + 1), out);
  }
}

bool matches_parts(const std::vector<std::string_view>& pattern, std::size_t p,
                   const std::vector<std::string_view>& path, std::size_t n) {
  if (p == pattern.size()) return n == path.size();
  if (pattern[p] == "**") {
    return matches_parts(pattern, p + 1, path, n) || (n < path.size() && matches_parts(pattern, p, path, n + 1));
  }
  return n < path.size() && matches_name(pattern[p], path[n]) && matches_parts(pattern, p + 1, path, n + 1);
}

class Walk {
 public:
  Walk(fs::path root, std::vector<std::string>& found) : root_{std::move(root)}, found_{found} {}

  void go(const std::string& at, const std::vector<std::string_view>& parts, std::size_t p) {
    if (p == parts.size()) {
      std::error_code ignored;
      if (fs::is_regular_file(root_ / at, ignored)) found_.push_back(at);
      return;
    }
    const std::string_view part = parts[p];
    if (part == "**") return any_depth(at, parts, p);
    if (!has_wildcard(part)) return go(at + std::string{part} + (p + 1 < parts.size() ? "/" : ""), parts, p + 1);
    each(at, [&](const std::string& name, bool) {
      if (name.front() == '.' && part.front() != '.') return;
      if (matches_name(part, name)) go(at + name + (p + 1 < parts.size() ? "/" : ""), parts, p + 1);
    });
  }

 private:
  void any_depth(const std::string& at, const std::vector<std::string_view>& parts, std::size_t p) {
    if (p + 1 == parts.size()) {
      each(at, [&](const std::string& name, bool) { go(at + name, parts, p + 1); });
    } else {
      go(at, parts, p + 1);
    }
    each(at, [&](const std::string& name, bool is_folder) {
      if (is_folder && name != ".git") any_depth(at + name + "/", parts, p);
    });
  }

  template <class Call>
  void each(const std::string& at, Call call) const {
    std::error_code ec;
    fs::directory_iterator entries{at.empty() ? root_ : root_ / at, fs::directory_options::skip_permission_denied, ec};
    for (; !ec && entries != fs::directory_iterator{}; entries.increment(ec)) {
      std::error_code ignored;
      const bool folder = entries->is_directory(ignored) && !entries->is_symlink(ignored);
      call(entries->path().filename().string(), folder);
    }
  }

  fs::path root_;
  std::vector<std::string>& found_;
};

}  // namespace

bool matches(std::string_view pattern, std::string_view path) {
  std::vector<std::string> written_out;
  alternatives(std::string{pattern}, written_out);
  return std::ranges::any_of(
      written_out, [path](const std::string& one) { return matches_parts(split(one, '/'), 0, split(path, '/'), 0); });
}

std::vector<std::string> expand(const fs::path& folder, const std::string& pattern) {
  std::error_code ignored;
  std::vector<std::string> found;
  if (fs::is_regular_file(folder / pattern, ignored)) return {pattern};  // also of a name with [ or *
  std::vector<std::string> written_out;
  std::string whole = pattern;
  while (whole.starts_with("./")) whole.erase(0, 2);
  if (fs::is_directory(folder / pattern, ignored)) {
    while (whole.ends_with('/') && whole.size() > 1) whole.pop_back();
    if (whole == ".") whole.clear();
    whole += std::string{whole.empty() || whole == "/" ? "" : "/"} + "**/*.{xml,trx,tap}";
  }
  alternatives(whole, written_out);
  for (const auto& one : written_out) {
    const bool absolute = one.starts_with('/');
    const std::string_view rest = std::string_view{one}.substr(absolute ? 1 : 0);
    Walk{folder, found}.go(absolute ? "/" : "", split(rest, '/'), 0);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace ra::testresult
