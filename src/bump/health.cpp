#include "bump/health.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/health_parts.hpp"
#include "bump/paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ra::bump {

HealthFinding health_at(std::string_view file, std::string_view text, std::size_t offset, std::string message,
                        std::string hint) {
  const json::Position at = json::locate(text, std::min(offset, text.size()));
  return {std::string{file}, at.line, at.column, std::move(message), std::move(hint)};
}

Result<std::vector<HealthFinding>> snapshot_dependencies(const Files& files, const std::vector<Package>& released) {
  std::vector<HealthFinding> found;
  for (const auto& package : released) {
    const auto file = files.find(package.file);
    if (!package.published || file == files.end()) continue;
    switch (package.kind) {
      case Kind::maven: RA_TRY(look_at_pom(package.file, file->second, found)); break;
      case Kind::cargo: RA_TRY(look_at_crate(package.file, file->second, found)); break;
      case Kind::npm: RA_TRY(look_at_npm(package.file, file->second, found)); break;
    }
  }
  return found;
}

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Is it said at this place, and not a longer version that begins or ends so?
bool stands_alone(std::string_view name, std::size_t at, std::size_t size) {
  const auto rest = name.substr(at + size);
  const bool longer = !rest.empty() && (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1])));
  const bool earlier = at > 0 && (is_digit(name[at - 1]) || (at > 1 && name[at - 1] == '.' && is_digit(name[at - 2])));
  // What comes before it in the order of versions; "-1" and "-linux" are words of packagers.
  constexpr std::array<std::string_view, 4> before{"snapshot", "alpha", "beta", "rc"};
  const std::string qualifier = lower(rest.empty() ? rest : rest.substr(1));
  const bool other = (rest.starts_with('-') || rest.starts_with('~')) &&
                     std::ranges::any_of(before, [&](auto word) { return qualifier.starts_with(word); });
  return !longer && !earlier && !other;
}

bool says(std::string_view name, std::string_view version) {
  if (version.empty()) return false;
  for (auto at = name.find(version); at != std::string_view::npos; at = name.find(version, at + 1)) {
    if (stands_alone(name, at, version.size())) return true;
  }
  return false;
}

// A version, and as packagers have to write it: dpkg and rpm want 1.2.0~rc.1, rpm alone 1.2.0_rc.1, PEP 440 1.2.0rc1.
std::vector<std::string> forms_of(const std::string& version) {
  std::vector<std::string> forms{version};
  const auto dash = version.find('-');
  if (dash == std::string::npos) return forms;
  for (const char instead : {'~', '_'}) {
    forms.push_back(version);
    forms.back()[dash] = instead;
  }
  std::string tight = version.substr(dash + 1);
  std::erase(tight, '.');
  for (const auto& [word, short_word] : {std::pair{"alpha", "a"}, std::pair{"beta", "b"}}) {
    if (tight.starts_with(word)) tight.replace(0, std::string_view{word}.size(), short_word);
  }
  forms.push_back(version.substr(0, dash) + tight);
  return forms;
}

// Three numbers: two are the system's mostly, as in app-ubuntu-22.04.zip.
bool says_some_version(std::string_view name) {
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_digit(name[i])) continue;
    const bool goes_on = numbers > 0 && i > 1 && name[i - 1] == '.' && is_digit(name[i - 2]);
    numbers = goes_on ? numbers + 1 : 1;
    if (numbers == 3) return true;
    while (i + 1 < name.size() && is_digit(name[i + 1])) ++i;
  }
  return false;
}

// Files whose name is made by a package manager, out of the package's name and its version.
bool must_say_version(std::string_view name) {
  constexpr std::array<std::string_view, 7> endings{".crate", ".tgz", ".whl", ".gem", ".nupkg", ".deb", ".rpm"};
  return std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

}  // namespace

std::vector<HealthFinding> package_says_version(const std::vector<std::string>& package_files,
                                                const std::vector<std::string>& versions) {
  std::vector<std::string> forms;
  for (const auto& version : versions) {
    for (auto& form : forms_of(version)) forms.push_back(std::move(form));
  }
  std::vector<HealthFinding> found;
  for (const auto& file : package_files) {
    const auto name = file_name(file);
    if (std::ranges::any_of(forms, [&](const std::string& form) { return says(name, form); })) continue;
    const bool other = says_some_version(name) || lower(name).find("snapshot") != std::string::npos;
    if (!other && !must_say_version(name)) continue;
    found.push_back({file, 0, 0,
                     fmt::format("its name says {}, and {} is released", other ? "another version" : "no version",
                                 one_line(fmt::format("{}", fmt::join(versions, ", ")), 80)),
                     "was it built before the version was changed?"});
  }
  return found;
}

}  // namespace ra::bump
