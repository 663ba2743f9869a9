#include "bump/cargo_tree.hpp"

#include "base/try.hpp"
#include "bump/glob.hpp"
#include "bump/paths.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::bump {

namespace {

constexpr std::string_view manifest_name = "Cargo.toml";

bool has_one_above(const Files& files, std::string_view folder) {
  while (!folder.empty()) {
    folder = folder_of(folder);
    if (files.contains(under(folder, manifest_name))) return true;
  }
  return false;
}

bool is_excluded(const CargoManifest& workspace, std::string_view folder) {
  const auto holds = [&](const TomlValue& path) {
    const auto place = resolve(workspace.folder, path.text);
    return path.is_string() && place && is_within(folder, *place);
  };
  const TomlValue& table = workspace.root["workspace"];
  // cargo: who is named as a member is one, excluded or not; who is found by a pattern is not.
  return std::ranges::any_of(table["exclude"].items, holds) && std::ranges::none_of(table["members"].items, holds);
}

}  // namespace

const CargoManifest* CargoTree::find(std::string_view folder) const {
  const std::string key{folder};
  if (const auto it = reached_.find(key); it != reached_.end()) return &it->second;
  const auto it = others_.find(key);
  return it == others_.end() ? nullptr : &it->second;
}

Result<std::vector<std::string>> CargoTree::members(const CargoManifest& manifest) const {
  std::vector<std::string> found;
  for (const auto& member : manifest.root["workspace"]["members"].items) {
    if (!member.is_string()) continue;
    if (!is_glob(member.text)) {
      const auto folder = resolve(manifest.folder, member.text);
      if (!folder || !files_.contains(under(*folder, manifest_name))) {
        return error_at(manifest.file, files_.at(manifest.file), member.begin,
                        fmt::format("the member `{}` has no {}", member.text, manifest_name),
                        "was the folder moved or removed?");
      }
      found.push_back(*folder);
      continue;
    }
    for (const auto& [file, text] : files_) {
      const auto folder = folder_of(file);
      if (file_name(file) != manifest_name || !is_within(folder, manifest.folder)) continue;
      if (!names_folder(member.text, seen_from(manifest.folder, folder))) continue;
      if (!is_excluded(manifest, folder)) found.emplace_back(folder);
    }
  }
  return found;
}

Result<std::vector<std::string>> CargoTree::next(const CargoManifest& manifest) const {
  RA_TRY_ASSIGN(auto folders, members(manifest));
  for (const auto* dependencies : {&manifest.dependencies, &manifest.workspace_dependencies}) {
    for (const auto& one : *dependencies) {
      if (!one.inherited && files_.contains(under(one.folder, manifest_name))) folders.push_back(one.folder);
    }
  }
  return folders;
}

Result<> CargoTree::load() {
  std::vector<std::string> open;
  for (const auto& [file, text] : files_) {
    if (file_name(file) == manifest_name && !has_one_above(files_, folder_of(file))) open.emplace_back(folder_of(file));
  }
  while (!open.empty()) {
    const std::string folder = std::move(open.back());
    open.pop_back();
    if (reached_.contains(folder)) continue;
    const std::string file = under(folder, manifest_name);
    RA_TRY_ASSIGN(auto manifest, read_cargo_manifest(file, files_.at(file)));
    RA_TRY_ASSIGN(auto more, next(manifest));
    reached_.emplace(folder, std::move(manifest));
    std::ranges::move(more, std::back_inserter(open));
  }
  for (const auto& [file, text] : files_) {
    const std::string folder{folder_of(file)};
    if (file_name(file) != manifest_name || reached_.contains(folder)) continue;
    if (auto manifest = read_cargo_manifest(file, text)) others_.emplace(folder, *std::move(manifest));
  }
  return {};
}

const CargoManifest* CargoTree::workspace_of(const CargoManifest& manifest) const {
  if (manifest.has_workspace()) return &manifest;
  if (const auto& named = manifest.root["package"]["workspace"]; named.is_string()) {
    const auto folder = resolve(manifest.folder, named.text);
    return folder ? find(*folder) : nullptr;
  }
  for (std::string_view folder = manifest.folder; !folder.empty();) {
    folder = folder_of(folder);
    const CargoManifest* above = find(folder);
    if (above != nullptr && above->has_workspace()) return above;
  }
  return nullptr;
}

std::set<std::string> CargoTree::locked_in(std::string_view folder) const {
  std::set<std::string> seen;
  std::vector<std::string> open{std::string{folder}};
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    const CargoManifest* manifest = find(at);
    if (manifest == nullptr || !seen.insert(at).second) continue;
    if (auto more = next(*manifest)) std::ranges::move(*more, std::back_inserter(open));
  }
  return seen;
}

}  // namespace ra::bump
