#include "bump/paths.hpp"

#include "base/text.hpp"

namespace ra::bump {

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string under(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string{name};
  return std::string{folder} + "/" + std::string{name};
}

std::optional<std::string> resolve(std::string_view folder, std::string_view relative) {
  if (relative.starts_with('/')) return std::nullopt;
  std::string out{folder};
  for (const auto part : split(relative, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      out = under(out, part);
      continue;
    }
    if (out.empty()) return std::nullopt;
    out = std::string{folder_of(out)};
  }
  return out;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (folder.empty() || path == folder) return true;
  return path.starts_with(folder) && path[folder.size()] == '/';
}

std::string_view seen_from(std::string_view folder, std::string_view path) {
  if (folder.empty() || path.size() <= folder.size()) return folder.empty() ? path : std::string_view{};
  return path.substr(folder.size() + 1);
}

}  // namespace ra::bump
