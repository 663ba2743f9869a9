#include "testresult/glob.hpp"

#include "base/glob.hpp"

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::testresult {

bool matches(std::string_view pattern, std::string_view path) {
  return std::ranges::any_of(glob_choices(pattern), [&](const std::string& one) { return glob_matches(one, path); });
}

std::vector<std::string> expand(const fs::path& folder, const std::string& pattern) {
  std::error_code ignored;
  if (fs::is_regular_file(folder / pattern, ignored)) return {pattern};  // also of a name with [ or *
  std::string whole = pattern;
  while (whole.starts_with("./")) whole.erase(0, 2);
  if (fs::is_directory(folder / pattern, ignored)) {
    while (whole.ends_with('/') && whole.size() > 1) whole.pop_back();
    if (whole == ".") whole.clear();
    whole += std::string{whole.empty() || whole == "/" ? "" : "/"} + "**/*.{xml,trx,tap}";
  }
  return glob_files(folder, whole);
}

}  // namespace ra::testresult
