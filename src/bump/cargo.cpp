#include "base/try.hpp"
#include "bump/cargo_lock.hpp"
#include "bump/cargo_tree.hpp"
#include "bump/paths.hpp"
#include "bump/requirement.hpp"
#include "bump/workspace.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace ra::bump {

namespace {

class CargoReader {
 public:
  explicit CargoReader(const Files& files) : files_{files}, tree_{files} {}

  Result<Workspace> read() {
    RA_TRY(tree_.load());
    for (const auto& [folder, manifest] : tree_.reached()) RA_TRY(add_member(manifest));
    for (const auto* manifests : {&tree_.reached(), &tree_.others()}) {
      for (const auto& [folder, manifest] : *manifests) {
        RA_TRY(add_mentions(manifest, manifest.dependencies));
        RA_TRY(add_mentions(manifest, manifest.workspace_dependencies));
      }
    }
    for (const auto& [folder, manifest] : tree_.reached()) add_needs(manifest);
    for (const auto& [file, text] : files_) {
      if (file_name(file) == "Cargo.lock") RA_TRY(add_lock(file, text));
    }
    return std::move(workspace_);
  }

 private:
  Result<> cannot_replace(const CargoManifest& manifest, const TomlValue& version) const {
    return error_at(manifest.file, files_.at(manifest.file), version.begin, "a version in three quotation marks",
                    "write it in one pair of quotation marks");
  }

  // Where the value of a key of [package] is written: there, or in the workspace's table.
  Result<std::pair<const CargoManifest*, const TomlValue*>> value_of(const CargoManifest& manifest,
                                                                     std::string_view key) const {
    const TomlValue& own = manifest.root["package"][key];
    if (!manifest.inherits(key)) return std::pair{&manifest, &own};
    const CargoManifest* workspace = tree_.workspace_of(manifest);
    const TomlValue* value = workspace == nullptr ? nullptr : &workspace->root["workspace"]["package"][key];
    if (value != nullptr && *value) return std::pair{workspace, value};
    return error_at(manifest.file, files_.at(manifest.file), own.begin,
                    fmt::format("the {} is the workspace's, and there is none", key),
                    fmt::format("add {} to [workspace.package] of the workspace's Cargo.toml", key));
  }

  Result<> add_member(const CargoManifest& manifest) {
    if (!manifest.has_package()) return {};
    Member member;
    Package& package = member.package;
    package.kind = Kind::cargo;
    package.name = manifest.root["package"]["name"].text;
    package.path = manifest.folder;
    package.file = manifest.file;
    RA_TRY_ASSIGN(const auto version, value_of(manifest, "version"));
    RA_TRY_ASSIGN(const auto publish, value_of(manifest, "publish"));
    // cargo: without a version it is 0.0.0, which cannot be published.
    package.version = *version.second ? version.second->text : "0.0.0";
    const bool to_nowhere = publish.second->kind == TomlValue::Kind::boolean
                                ? !publish.second->boolean
                                : publish.second->kind == TomlValue::Kind::array && publish.second->items.empty();
    package.published = *version.second && !to_nowhere;
    const std::size_t index = workspace_.members.size();
    if (*version.second) {
      if (!version.second->on_one_line) return cannot_replace(*version.first, *version.second);
      member.own = {version.first->file, version.second->begin, version.second->end};
      const auto form = [](std::string_view text) -> Result<std::string> { return std::string{text}; };
      workspace_.mentions.push_back({index, member.own, form});
    } else {
      member.fixed = "the package has no version";
    }
    by_folder_.emplace(manifest.folder, index);
    workspace_.members.push_back(std::move(member));
    return {};
  }

  Result<> add_mentions(const CargoManifest& manifest, const std::vector<CargoDependency>& dependencies) {
    for (const auto& one : dependencies) {
      const auto target = by_folder_.find(one.folder);
      if (one.inherited || !one.version || target == by_folder_.end()) continue;
      if (!one.version.on_one_line) return cannot_replace(manifest, one.version);
      const auto form = [requirement = one.version.text](std::string_view version) {
        return rewritten(requirement, version, Dialect::cargo);
      };
      workspace_.mentions.push_back({target->second, {manifest.file, one.version.begin, one.version.end}, form});
    }
    return {};
  }

  void add_needs(const CargoManifest& manifest) {
    const auto self = by_folder_.find(manifest.folder);
    if (self == by_folder_.end()) return;
    const CargoManifest* workspace = tree_.workspace_of(manifest);
    for (const auto& one : manifest.dependencies) {
      const CargoDependency* said = &one;
      if (one.inherited && workspace != nullptr) said = inherited(*workspace, one.key);
      if (said == nullptr || said->inherited) continue;
      const auto target = by_folder_.find(said->folder);
      // What tests need without asking for a version is left out when the package is published; it may be a circle.
      if (target == by_folder_.end() || target == self || (one.for_tests && !said->version)) continue;
      workspace_.members[self->second].package.needs.push_back(workspace_.members[target->second].package.name);
    }
  }

  static const CargoDependency* inherited(const CargoManifest& workspace, std::string_view key) {
    for (const auto& one : workspace.workspace_dependencies) {
      if (one.key == key) return &one;
    }
    return nullptr;
  }

  Result<> add_lock(const std::string& file, const std::string& text) {
    const std::string folder{folder_of(file)};
    if (tree_.find(folder) == nullptr) return {};
    std::multimap<std::string, std::size_t> members;
    for (const auto& locked : tree_.locked_in(folder)) {
      const auto it = by_folder_.find(locked);
      if (it != by_folder_.end()) members.emplace(workspace_.members[it->second].package.name, it->second);
    }
    const bool ours = tree_.reached().contains(folder);
    auto read = read_cargo_lock(file, text, members, workspace_);
    if (!read && ours) return std::move(read).error();
    return {};
  }

  const Files& files_;
  CargoTree tree_;
  Workspace workspace_;
  std::map<std::string, std::size_t> by_folder_;
};

}  // namespace

Result<Workspace> read_cargo(const Files& files) { return CargoReader{files}.read(); }

}  // namespace ra::bump
