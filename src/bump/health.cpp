#include "bump/health.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/health_parts.hpp"
#include "bump/paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace ra::bump {

HealthFinding health_at(std::string_view file, std::string_view text, std::size_t offset, std::string message,
                        std::string hint) {
  const json::Position at = json::locate(text, std::min(offset, text.size()));
  return {std::string{file}, at.line, at.column, std::move(message), std::move(hint)};
}

Result<std::vector<HealthFinding>> snapshot_dependencies(const Files& files) {
  std::vector<HealthFinding> found;
  RA_TRY_ASSIGN(const auto all, packages(files));
  for (const auto& package : all) {
    if (!package.published || package.version.ends_with("-SNAPSHOT")) continue;
    const std::string& text = files.at(package.file);
    switch (package.kind) {
      case Kind::maven: RA_TRY(look_at_pom(package.file, text, found)); break;
      case Kind::cargo: RA_TRY(look_at_crate(package.file, text, found)); break;
      case Kind::npm: RA_TRY(look_at_npm(package.file, text, found)); break;
    }
  }
  return found;
}

std::vector<HealthFinding> licence_present(const std::vector<std::string>& paths) {
  // The names that https://docs.github.com says it finds, in any case and with any ending.
  constexpr std::array<std::string_view, 5> names{"license", "licence", "copying", "unlicense", "licenses"};
  const auto is_licence = [&](const std::string& path) {
    const std::string name = lower(file_name(path));
    return folder_of(path).empty() && std::ranges::any_of(names, [&](std::string_view n) {
             return name == n || name.starts_with(std::string{n} + ".") || name.starts_with(std::string{n} + "-");
           });
  };
  if (std::ranges::any_of(paths, is_licence)) return {};
  const auto in_folder = [](const std::string& path) { return path.starts_with("LICENSES/"); };  // reuse.software
  if (std::ranges::any_of(paths, in_folder)) return {};
  return {{"", 0, 0, "there is no licence file at the root of the repository", "add LICENSE"}};
}

std::vector<HealthFinding> package_contains_version(const std::vector<std::string>& package_files,
                                                    std::string_view version) {
  // What could go on with the version: another digit; a pre-release of it or of less is another version.
  const auto says = [&](std::string_view name) {
    for (auto at = name.find(version); !version.empty() && at != std::string_view::npos;
         at = name.find(version, at + 1)) {
      const auto digit = [](char c) { return c >= '0' && c <= '9'; };
      const auto rest = name.substr(at + version.size());
      const bool longer = !rest.empty() && (digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && digit(rest[1])));
      const bool earlier = at > 0 && (digit(name[at - 1]) || (at > 1 && name[at - 1] == '.' && digit(name[at - 2])));
      if (!longer && !earlier && !rest.starts_with("-SNAPSHOT")) return true;
    }
    return false;
  };
  std::vector<HealthFinding> found;
  for (const auto& file : package_files) {
    if (says(file_name(file))) continue;
    found.push_back(
        {file, 0, 0,
         fmt::format("the name of {} does not say the version {}", one_line(file_name(file)), one_line(version, 80)),
         "was it built before the version was changed?"});
  }
  return found;
}

}  // namespace ra::bump
