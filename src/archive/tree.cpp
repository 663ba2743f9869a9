#include "archive/tree.hpp"

#include "archive/names.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace ra::archive {

namespace {

// APPNOTE 4.4.10: the length of a name is two bytes; a folder's has a "/" besides.
constexpr std::size_t longest_name = 65'534;

Result<> check(const Entry& entry) {
  RA_TRY(check_name(entry.name));
  if (entry.name.size() > longest_name) {
    return error(Errc::config, fmt::format("{} has a name of {} bytes; archives take {}", in_quotes(entry.name),
                                           entry.name.size(), longest_name));
  }
  if (entry.kind == Kind::symlink && entry.target.empty()) {
    return error(Errc::config, in_quotes(entry.name) + " is a link to nothing");
  }
  if (entry.content && entry.content->size() != entry.size) {
    return error(Errc::internal, in_quotes(entry.name) + " says another size than it has");
  }
  return {};
}

std::vector<Entry> with_parents(std::vector<Entry> entries) {
  std::unordered_set<std::string> there;
  for (const Entry& entry : entries) there.insert(entry.name);
  for (std::size_t i = 0, end = entries.size(); i < end; ++i) {
    std::string name = entries[i].name;
    for (auto slash = name.rfind('/'); slash != std::string::npos; slash = name.rfind('/')) {
      name.resize(slash);
      if (!there.insert(name).second) break;
      entries.push_back(folder_entry(name));
    }
  }
  return entries;
}

Result<> check_places(const std::vector<Entry>& sorted) {
  std::unordered_map<std::string_view, Kind> kinds;
  for (const Entry& entry : sorted) {
    if (!kinds.emplace(entry.name, entry.kind).second) {
      return error(Errc::config, in_quotes(entry.name) + " is there twice");
    }
  }
  for (const Entry& entry : sorted) {
    const std::string_view name = entry.name;
    for (auto slash = name.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = name.rfind('/', slash - 1)) {
      const auto parent = kinds.find(name.substr(0, slash));
      if (parent == kinds.end() || parent->second == Kind::folder) continue;
      return error(Errc::config,
                   fmt::format("{} lies in {}, which is not a folder", in_quotes(name), in_quotes(parent->first)));
    }
  }
  return {};
}

}  // namespace

Entry file_entry(std::string name, std::filesystem::path source, std::uint64_t size) {
  Entry entry;
  entry.name = std::move(name);
  entry.source = std::move(source);
  entry.size = size;
  return entry;
}

Entry content_entry(std::string name, std::string content) {
  Entry entry;
  entry.name = std::move(name);
  entry.size = content.size();
  entry.content = std::move(content);
  return entry;
}

Entry folder_entry(std::string name) {
  Entry entry;
  entry.name = std::move(name);
  entry.kind = Kind::folder;
  entry.mode = executable_mode;
  return entry;
}

Entry symlink_entry(std::string name, std::string target) {
  Entry entry;
  entry.name = std::move(name);
  entry.kind = Kind::symlink;
  entry.mode = 0777;  // what Linux says of every link
  entry.target = std::move(target);
  return entry;
}

Result<Tree> Tree::of(std::vector<Entry> entries, Parents parents) {
  for (const Entry& entry : entries) RA_TRY(check(entry));
  if (parents == Parents::added) entries = with_parents(std::move(entries));
  std::ranges::sort(entries, {}, &Entry::name);
  RA_TRY(check_places(entries));
  Tree tree;
  tree.entries_ = std::move(entries);
  return tree;
}

}  // namespace ra::archive
