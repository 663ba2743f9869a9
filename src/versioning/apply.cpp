#include "versioning/apply.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::versioning {

namespace {

// A file may be told of twice, by its kind and by the configuration: each change goes on from the one before.
const std::string* text_of(const std::string& path, const Reading& reading, const bump::Files& changed) {
  if (const auto found = changed.find(path); found != changed.end()) return &found->second;
  const auto found = reading.tree.files.find(path);
  return found == reading.tree.files.end() ? nullptr : &found->second;
}

Result<> apply_file(const model::VersionedFile& file, const std::string& version, const Reading& reading,
                    bump::Files& changed) {
  const std::string* text = text_of(file.path, reading, changed);
  if (text == nullptr) {
    return error(Errc::config, fmt::format("{} is not in the repository", file.path),
                 "versioning.files and versioning.components name the files that say a version");
  }
  RA_TRY_ASSIGN(std::string written, file.pattern.empty()
                                         ? bump::bump_pointer(file.path, *text, file.pointer, version)
                                         : bump::bump_pattern(file.path, *text, file.pattern, version));
  if (written != *text) changed[file.path] = std::move(written);
  return {};
}

}  // namespace

Result<bump::Files> apply(const Reading& reading, const ReleasePlan& plan) {
  std::vector<bump::NewVersion> versions;
  for (std::size_t i = 0; i < plan.components.size(); ++i) {
    if (!plan.components[i].changes()) continue;
    for (const auto& package : reading.components[i].packages)
      versions.push_back({package.kind, package.name, plan.components[i].to});
  }
  RA_TRY_ASSIGN(bump::Files changed, bump::bump(reading.tree.files, versions));
  for (std::size_t i = 0; i < plan.components.size(); ++i) {
    if (!plan.components[i].changes()) continue;
    for (const auto& file : reading.components[i].files)
      RA_TRY(apply_file(file, plan.components[i].to, reading, changed));
  }
  return changed;
}

}  // namespace ra::versioning
