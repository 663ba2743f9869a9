#include "bump/glob.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <string>

namespace ra::bump {

namespace {

// "./crates//*/" is "crates/*".
std::string plain(std::string_view path) {
  std::string out;
  for (const auto part : split(path, '/')) {
    if (!part.empty() && part != ".") out += (out.empty() ? "" : "/") + std::string{part};
  }
  return out;
}

}  // namespace

bool names_folder(std::string_view pattern, std::string_view folder) {
  const std::string path = plain(folder);
  return std::ranges::any_of(glob_choices(pattern),
                             [&](const std::string& one) { return glob_matches(plain(one), path); });
}

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?[{") != std::string_view::npos; }

}  // namespace ra::bump
