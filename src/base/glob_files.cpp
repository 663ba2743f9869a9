#include "base/glob.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ra {

namespace fs = std::filesystem;

namespace {

bool has_wildcard(std::string_view name) { return name.find_first_of("*?[") != std::string_view::npos; }

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
      if (glob_matches_name(part, name)) go(at + name + (p + 1 < parts.size() ? "/" : ""), parts, p + 1);
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

std::vector<std::string> glob_files(const fs::path& folder, const std::string& pattern) {
  std::vector<std::string> found;
  for (const auto& one : glob_choices(pattern)) {
    const bool absolute = one.starts_with('/');
    const std::string_view rest = std::string_view{one}.substr(absolute ? 1 : 0);
    Walk{folder, found}.go(absolute ? "/" : "", split(rest, '/'), 0);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace ra
