#include "bundle/content.hpp"

#include "archive/tar_reader.hpp"
#include "archive/walk.hpp"
#include "archive/zip_reader.hpp"
#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace ra::bundle {

namespace {

using archive::Entry;
using archive::Kind;
using archive::Tree;
using model::BundlePart;

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : name.empty() ? folder : folder + "/" + name;
}

// Without its first `count` folders; nothing when it has no more parts.
std::optional<std::string> stripped(std::string name, std::size_t count) {
  for (; count > 0; --count) {
    const auto slash = name.find('/');
    if (slash == std::string::npos) return std::nullopt;
    name.erase(0, slash + 1);
  }
  return name;
}

// What is left of all that lies in a folder.
Result<std::vector<Entry>> chosen_of(std::vector<Entry> all, const BundlePart& part) {
  std::vector<Entry> chosen;
  bool any = false;
  for (Entry& entry : all) {
    auto name = stripped(entry.name, part.strip);
    if (!name) continue;
    any = true;
    if (!part.only.empty() && (entry.kind == Kind::folder || !globs_match(part.only, *name))) continue;
    entry.name = *std::move(name);
    chosen.push_back(std::move(entry));
  }
  if (!any && !all.empty())
    return error(Errc::config, fmt::format("nothing lies {} folders deep in it, as `strip` says", part.strip));
  if (chosen.empty() && !part.only.empty())
    return error(Errc::config, fmt::format("`{}` name nothing in it", fmt::join(part.only, "`, `")));
  return chosen;
}

void add_modes(std::vector<Entry>& entries, const Chosen& chosen) {
  for (const auto& [pattern, mode] : chosen.modes) {
    for (Entry& entry : entries) {
      if (entry.kind == Kind::file && glob_matches(pattern, entry.name)) entry.mode = mode;
    }
  }
}

// Several pieces may fill one folder: it is there once.
void once(std::vector<Entry>& entries) {
  std::set<std::string> folders;
  std::erase_if(entries,
                [&](const Entry& entry) { return entry.kind == Kind::folder && !folders.insert(entry.name).second; });
}

}  // namespace

Result<fs::path> Content::unpack(const Here& here) {
  const auto done = done_.find(here.path);
  if (done != done_.end()) return done->second;
  const fs::path folder = unpacked_ / std::to_string(done_.size());
  if (here.name.ends_with(".zip") || here.name.ends_with(".jar")) {
    RA_TRY_ASSIGN(const auto reader, archive::ZipReader::open(here.path));
    RA_TRY(reader.extract(folder));
  } else {
    RA_TRY(archive::extract_tar(here.path, folder));
  }
  done_[here.path] = folder;
  return folder;
}

Result<std::vector<Entry>> Content::entries_of(const Here& here) {
  const BundlePart& part = here.piece.part;
  std::vector<Entry> own;
  if (part.extract || part.from == BundlePart::From::folder) {
    fs::path folder = here.path;
    if (part.extract) {
      RA_TRY_ASSIGN(folder, unpack(here));
    }
    RA_TRY_ASSIGN(auto all, archive::walk(folder));
    RA_TRY_ASSIGN(own, chosen_of(std::move(all), part));
  } else {
    std::error_code ec;
    const auto size = fs::file_size(here.path, ec);
    if (ec) return error(Errc::not_found, fmt::format("there is no file {}", here.path.string()));
    Entry entry = archive::file_entry(part.rename.empty() ? here.name : part.rename, here.path, size);
    const bool executable = (fs::status(here.path, ec).permissions() & fs::perms::owner_exec) != fs::perms::none;
    if (part.from == BundlePart::From::file && executable) entry.mode = archive::executable_mode;
    own.push_back(std::move(entry));
  }
  std::vector<Entry> placed;
  for (const std::string& to : part.to) {
    for (Entry entry : own) {
      entry.name = below(to, entry.name);
      placed.push_back(std::move(entry));
    }
  }
  return placed;
}

Result<Tree> Content::of(const Chosen& chosen, const std::vector<Here>& pieces) {
  std::vector<Entry> entries;
  for (const Here& here : pieces) {
    auto own = entries_of(here);
    if (!own) return with_context(std::move(own).error(), here.piece.shown());
    std::ranges::move(*own, std::back_inserter(entries));
  }
  for (const std::string& folder : chosen.folders) entries.push_back(archive::folder_entry(folder));
  once(entries);
  add_modes(entries, chosen);
  auto tree = Tree::of(std::move(entries), Tree::Parents::added);
  if (!tree) return with_context(std::move(tree).error(), chosen.file);
  return tree;
}

Result<Tree> subtree(const Tree& tree, const std::string& folder) {
  const auto slash = folder.rfind('/') + 1;  // 0 where there is none
  std::vector<Entry> entries;
  for (const Entry& entry : tree.entries()) {
    if (entry.name != folder && !entry.name.starts_with(folder + "/")) continue;
    entries.push_back(entry);
    entries.back().name.erase(0, slash);
  }
  return Tree::of(std::move(entries));
}

std::vector<std::string> folders_named(const Tree& tree, const std::string& pattern) {
  std::vector<std::string> folders;
  for (const Entry& entry : tree.entries()) {
    if (entry.kind == Kind::folder && glob_matches(pattern, entry.name)) folders.push_back(entry.name);
  }
  return folders;
}

}  // namespace ra::bundle
