#include "bump/bump.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/apply.hpp"
#include "bump/paths.hpp"
#include "bump/workspace.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace ra::bump {

namespace {

struct Reader {
  Kind kind;
  Result<Workspace> (*read)(const Files&);
};
constexpr std::array<Reader, 3> readers{{{Kind::cargo, read_cargo}, {Kind::maven, read_maven}, {Kind::npm, read_npm}}};

}  // namespace

bool reads(std::string_view path) {
  constexpr std::array<std::string_view, 5> names{"Cargo.toml", "Cargo.lock", "package.json", "package-lock.json",
                                                  "npm-shrinkwrap.json"};
  constexpr std::array<std::string_view, 3> foreign{"node_modules", ".git", "target"};
  for (const auto part : split(folder_of(path), '/')) {
    if (std::ranges::find(foreign, part) != foreign.end()) return false;
  }
  const auto name = file_name(path);
  // A module may name its file, mostly pom-something.xml.
  if (name.starts_with("pom") && name.ends_with(".xml")) return true;
  return std::ranges::find(names, name) != names.end();
}

Result<std::vector<Package>> packages(const Files& files) {
  std::vector<Package> all;
  for (const auto& reader : readers) {
    RA_TRY_ASSIGN(auto workspace, reader.read(files));
    find_shared(workspace);
    for (auto& member : workspace.members) all.push_back(std::move(member.package));
  }
  for (auto& package : all) {
    std::ranges::sort(package.needs);
    package.needs.erase(std::unique(package.needs.begin(), package.needs.end()), package.needs.end());
  }
  std::ranges::stable_sort(all, {}, &Package::path);
  return all;
}

Result<Files> bump(const Files& files, const std::vector<NewVersion>& versions) {
  Files changed;
  for (const auto& reader : readers) {
    std::vector<NewVersion> of_kind;
    std::ranges::copy_if(versions, std::back_inserter(of_kind),
                         [&](const auto& one) { return one.kind == reader.kind; });
    if (of_kind.empty()) continue;
    RA_TRY_ASSIGN(const auto workspace, reader.read(files));
    RA_TRY_ASSIGN(auto some, apply(files, workspace, of_kind));
    changed.merge(some);
  }
  return changed;
}

}  // namespace ra::bump
