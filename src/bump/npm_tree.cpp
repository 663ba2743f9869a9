#include "bump/npm_tree.hpp"

#include "base/try.hpp"
#include "bump/glob.hpp"
#include "bump/paths.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::bump {

namespace {

constexpr std::string_view package_json = "package.json";

bool has_package_above(const Files& files, std::string_view folder) {
  while (!folder.empty()) {
    folder = folder_of(folder);
    if (files.contains(under(folder, package_json))) return true;
  }
  return false;
}

Result<const json::Value*> text_of(const NpmFile& file, std::string_view key) {
  RA_TRY_ASSIGN(const json::Value* value, file.once(file.root(), key));
  if (value == nullptr || value->is_string()) return value;
  return file.wrong(*value, fmt::format("\"{}\" is not a string", key), "put it in quotation marks");
}

Result<> read_keys(NpmManifest& manifest) {
  RA_TRY_ASSIGN(manifest.name, text_of(manifest.file, "name"));
  RA_TRY_ASSIGN(manifest.version, text_of(manifest.file, "version"));
  RA_TRY_ASSIGN(const json::Value* hidden, manifest.file.once(manifest.file.root(), "private"));
  manifest.is_private = hidden != nullptr && hidden->as_bool();
  return {};
}

// A list of folders and patterns, or {"packages": […]} as Yarn began. `!` takes away what patterns before it named.
Result<std::vector<std::string>> workspaces_of(const Files& files, const NpmManifest& manifest) {
  std::vector<std::string> found;
  RA_TRY_ASSIGN(const json::Value* said, manifest.file.once(manifest.file.root(), "workspaces"));
  if (said == nullptr) return found;
  for (const auto& item : (said->is_object() ? (*said)["packages"] : *said).items()) {
    const std::string& pattern = item.as_string();
    if (!pattern.starts_with('!') && !is_glob(pattern)) {
      const auto folder = resolve(manifest.folder, pattern);
      if (!folder || !files.contains(under(*folder, package_json))) {
        return manifest.file.wrong(item, fmt::format("the workspace `{}` has no package.json", pattern),
                                   "was the folder moved or removed?");
      }
      found.push_back(*folder);
      continue;
    }
    const bool away = pattern.starts_with('!');
    const std::string_view glob = std::string_view{pattern}.substr(away ? 1 : 0);
    const auto matches = [&](std::string_view folder) {
      return is_within(folder, manifest.folder) && folder != manifest.folder &&
             names_folder(glob, seen_from(manifest.folder, folder));
    };
    if (away) {
      std::erase_if(found, matches);
      continue;
    }
    for (const auto& [file, text] : files) {
      if (file_name(file) == package_json && matches(folder_of(file))) found.emplace_back(folder_of(file));
    }
  }
  return found;
}

}  // namespace

Result<NpmManifests> load_npm(const Files& files) {
  NpmManifests manifests;
  std::vector<std::string> open;
  for (const auto& [file, text] : files) {
    if (file_name(file) == package_json && !has_package_above(files, folder_of(file))) {
      open.emplace_back(folder_of(file));
    }
  }
  while (!open.empty()) {
    const std::string folder = std::move(open.back());
    open.pop_back();
    if (manifests.contains(folder)) continue;
    const std::string path = under(folder, package_json);
    RA_TRY_ASSIGN(auto file, NpmFile::parse(path, files.at(path), most_manifest));
    // In its place before it is looked into: what is found points into it.
    NpmManifest& manifest = manifests[folder];
    manifest.file = std::move(file);
    manifest.folder = folder;
    RA_TRY(read_keys(manifest));
    RA_TRY_ASSIGN(auto more, workspaces_of(files, manifest));
    std::ranges::move(more, std::back_inserter(open));
  }
  return manifests;
}

}  // namespace ra::bump
