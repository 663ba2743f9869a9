#include "base/try.hpp"
#include "bump/npm_requirement.hpp"
#include "bump/npm_tree.hpp"
#include "bump/paths.hpp"
#include "bump/workspace.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

namespace ra::bump {

namespace {

constexpr std::array<std::string_view, 4> dependency_lists{"dependencies", "devDependencies", "peerDependencies",
                                                           "optionalDependencies"};

class NpmReader {
 public:
  explicit NpmReader(const Files& files) : files_{files} {}

  Result<Workspace> read() {
    RA_TRY_ASSIGN(manifests_, load_npm(files_));
    for (const auto& [folder, manifest] : manifests_) RA_TRY(add_member(manifest));
    for (const auto& [folder, manifest] : manifests_)
      RA_TRY(add_dependencies(manifest.file, manifest.file.root(), folder));
    for (const auto& [folder, manifest] : manifests_) {
      for (const std::string_view name : {"package-lock.json", "npm-shrinkwrap.json"}) {
        const auto lock = files_.find(under(folder, name));
        if (lock != files_.end()) RA_TRY(add_lock(lock->first, lock->second, folder));
      }
    }
    return std::move(workspace_);
  }

 private:
  // Who has no name cannot be asked for, and who has no version is never published.
  Result<> add_member(const NpmManifest& manifest) {
    if (manifest.name == nullptr || manifest.version == nullptr) return {};
    Member member;
    Package& package = member.package;
    package.kind = Kind::npm;
    package.name = manifest.name->as_string();
    package.path = manifest.folder;
    package.file = manifest.file.file();
    package.version = manifest.version->as_string();
    package.published = !manifest.is_private;
    const std::size_t index = workspace_.members.size();
    member.own = manifest.file.inside(*manifest.version);
    mention(manifest.file, *manifest.version, index);
    by_folder_.emplace(manifest.folder, index);
    by_name_.emplace(package.name, index);
    workspace_.members.push_back(std::move(member));
    return {};
  }

  void mention(const NpmFile& file, const json::Value& version, std::size_t package) {
    const auto form = [](std::string_view text) -> Result<std::string> { return std::string{text}; };
    workspace_.mentions.push_back({package, file.inside(version), form});
  }

  // The lists of an object that says what a package depends on, in its manifest or in a lock file.
  Result<> add_dependencies(const NpmFile& file, const json::Value& object, const std::string& folder) {
    for (const auto list : dependency_lists) {
      RA_TRY_ASSIGN(const json::Value* dependencies, file.once(object, list));
      if (dependencies != nullptr) RA_TRY(add_requirements(file, *dependencies, folder));
    }
    return {};
  }

  Result<> add_requirements(const NpmFile& file, const json::Value& list, const std::string& folder) {
    std::set<std::string_view> seen;
    for (const auto& [key, key_begin, value] : list.members()) {
      if (!value.is_string()) continue;
      const NpmRequirement asked = NpmRequirement::parse(key, value.as_string());
      const auto target = by_name_.find(asked.name);
      if (target == by_name_.end()) continue;
      if (!seen.insert(key).second)
        return file.wrong(value, fmt::format("\"{}\" is said twice", key), "remove one of them");
      const Package& other = workspace_.members[target->second].package;
      // file: and link: name the folder, and no version.
      const bool is_folder = value.as_string().starts_with("file:") || value.as_string().starts_with("link:");
      if (!is_folder && !asked.means(other.version)) continue;
      add_need(folder, target->second);
      if (is_folder) continue;
      const auto form = [key = key, text = value.as_string()](std::string_view version) -> Result<std::string> {
        RA_TRY_ASSIGN(const std::string said, npm_rewritten(key, text, version));
        const std::string quoted = json::quoted(said);
        return quoted.substr(1, quoted.size() - 2);
      };
      workspace_.mentions.push_back({target->second, file.inside(value), form});
    }
    return {};
  }

  void add_need(const std::string& folder, std::size_t target) {
    const auto self = by_folder_.find(folder);
    if (self == by_folder_.end() || self->second == target) return;
    workspace_.members[self->second].package.needs.push_back(workspace_.members[target].package.name);
  }

  // https://docs.npmjs.com/cli/configuring-npm/package-lock-json: version 1 has `dependencies`, 3 has `packages` by
  // folder, 2 has both.
  Result<> add_lock(const std::string& name, std::string_view text, const std::string& folder) {
    RA_TRY_ASSIGN(const NpmFile file, NpmFile::parse(name, text, most_lock));
    RA_TRY(add_locked(file, file.root(), folder));
    RA_TRY_ASSIGN(const json::Value* packages, file.once(file.root(), "packages"));
    if (packages != nullptr) {
      for (const auto& [path, key_begin, entry] : packages->members()) {
        const auto place = resolve(folder, path);
        if (!place || !manifests_.contains(*place)) continue;
        RA_TRY(add_locked(file, entry, *place));
        RA_TRY(add_dependencies(file, entry, *place));
      }
    }
    for (const auto& [key, key_begin, entry] : file.root()["dependencies"].members()) {
      const auto target = by_name_.find(key);
      const bool linked = entry["version"].as_string().starts_with("file:");
      if (target != by_name_.end() && linked) {
        RA_TRY(add_requirements(file, entry["requires"], workspace_.members[target->second].package.path));
      }
    }
    return {};
  }

  Result<> add_locked(const NpmFile& file, const json::Value& entry, const std::string& folder) {
    const auto package = by_folder_.find(folder);
    RA_TRY_ASSIGN(const json::Value* version, file.once(entry, "version"));
    if (package != by_folder_.end() && version != nullptr && version->is_string())
      mention(file, *version, package->second);
    return {};
  }

  const Files& files_;
  NpmManifests manifests_;
  Workspace workspace_;
  std::map<std::string, std::size_t> by_folder_;
  std::map<std::string, std::size_t> by_name_;
};

}  // namespace

Result<Workspace> read_npm(const Files& files) { return NpmReader{files}.read(); }

}  // namespace ra::bump
