#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/health_parts.hpp"
#include "bump/npm_file.hpp"
#include "bump/paths.hpp"
#include "bump/toml.hpp"
#include "bump/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ra::bump {

namespace {

// What a manifest says of its licence, and where.
struct Named {
  std::string licence;    // empty: a file alone
  std::string file;       // that it says the text is in; empty: it says nothing of that
  std::size_t place = 0;  // in the manifest
};
using MaybeNamed = std::optional<Named>;

Result<MaybeNamed> named_in_pom(const std::string& file, const std::string& text) {
  RA_TRY_ASSIGN(const XmlElement project, parse_xml(file, text, most_manifest));
  const XmlElement* licence = project.find("licenses", "license");
  const XmlElement* name = licence == nullptr ? nullptr : licence->find("name");
  if (name == nullptr || name->text.empty()) return MaybeNamed{};
  return MaybeNamed{Named{name->text, {}, name->begin}};
}

// `workspace = true`: the workspace's manifest says it; that it is said is all we ask.
Result<MaybeNamed> named_in_crate(const std::string& file, const std::string& text) {
  RA_TRY_ASSIGN(const TomlValue root, parse_toml(file, text, most_manifest));
  const TomlValue& licence = root["package"]["license"];
  const TomlValue& own_file = root["package"]["license-file"];
  if (own_file.is_string()) return MaybeNamed{Named{{}, own_file.text, own_file.begin}};
  if (licence.is_string()) return MaybeNamed{Named{licence.text, {}, licence.begin}};
  if (licence["workspace"].is_true()) return MaybeNamed{Named{"the workspace's licence", {}, licence.begin}};
  return MaybeNamed{};
}

// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#license
Result<MaybeNamed> named_in_npm(const std::string& path, const std::string& text) {
  RA_TRY_ASSIGN(const NpmFile file, NpmFile::parse(path, text, most_manifest));
  const json::Value& licence = file.root()["license"];
  const std::string& said = licence.as_string();
  constexpr std::string_view elsewhere = "SEE LICENSE IN ";
  if (said.empty() || said == "UNLICENSED") return MaybeNamed{};
  const std::size_t place = file.inside(licence).begin;
  if (said.starts_with(elsewhere)) return MaybeNamed{Named{{}, said.substr(elsewhere.size()), place}};
  return MaybeNamed{Named{said, {}, place}};
}

Result<MaybeNamed> named_in(const Package& package, const std::string& text) {
  switch (package.kind) {
    case Kind::maven: return named_in_pom(package.file, text);
    case Kind::cargo: return named_in_crate(package.file, text);
    case Kind::npm: return named_in_npm(package.file, text);
  }
  return MaybeNamed{};
}

bool is_licence(std::string_view path) {
  // The names that https://docs.github.com says it finds, in any case and with any ending.
  constexpr std::array<std::string_view, 4> names{"license", "licence", "copying", "unlicense"};
  const std::string name = lower(file_name(path));
  return std::ranges::any_of(names, [&](std::string_view n) {
    return name == n || name.starts_with(std::string{n} + ".") || name.starts_with(std::string{n} + "-");
  });
}

// In the package's folder, or in one above it.
bool has_licence(const std::vector<std::string>& paths, std::string_view folder) {
  return std::ranges::any_of(paths, [&](const std::string& path) {
    if (path.starts_with("LICENSES/")) return true;  // https://reuse.software
    return is_licence(path) && is_within(folder, folder_of(path));
  });
}

}  // namespace

Result<std::vector<HealthFinding>> licence_present(const Files& files, const std::vector<std::string>& paths,
                                                   const std::vector<Package>& released) {
  std::vector<HealthFinding> found;
  bool said = false;  // that there is none at all
  for (const auto& package : released) {
    const auto manifest = files.find(package.file);
    if (!package.published || manifest == files.end()) continue;
    RA_TRY_ASSIGN(const MaybeNamed named, named_in(package, manifest->second));
    if (!named) continue;
    if (!named->file.empty()) {
      const auto path = resolve(package.path, named->file);
      if (path && std::ranges::find(paths, *path) != paths.end()) continue;
      found.push_back(health_at(package.file, manifest->second, named->place,
                                fmt::format("the licence file {} is not there", one_line(named->file, 80)),
                                "add it, or name the one that is there"));
      continue;
    }
    if (said || has_licence(paths, package.path)) continue;
    said = std::ranges::none_of(paths, is_licence);
    found.push_back(health_at(package.file, manifest->second, named->place,
                              fmt::format("{} is named, and there is no licence file", one_line(named->licence, 80)),
                              "add LICENSE at the root of the repository"));
  }
  return found;
}

}  // namespace ra::bump
