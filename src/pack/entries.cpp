#include "pack/entries.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace fs = std::filesystem;

namespace ra::pack {

namespace {

constexpr std::uint32_t for_all = 0755;
constexpr std::uint32_t to_read = 0644;

std::int64_t seconds(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::string joined(const std::string& folder, std::string_view name) {
  return without_slash(folder) + (folder == "/" ? "" : "/") + std::string{name};
}

// "conf/*.d/x" → "conf/": where the names of what matches begin.
std::string fixed_part(const std::string& pattern) {
  const auto magic = pattern.find_first_of("*?[{");
  if (magic == std::string::npos) return pattern;
  const auto slash = pattern.rfind('/', magic);
  return slash == std::string::npos ? "" : pattern.substr(0, slash + 1);
}

class Gatherer {
 public:
  Gatherer(const fs::path& folder, std::int64_t built_at) : folder_{folder}, built_at_{built_at} {}

  Result<> add(const Content& content) {
    if (content.text) return put(with_text(content));
    if (content.type == ContentType::folder || content.type == ContentType::ghost ||
        content.type == ContentType::symlink)
      return put(without_source(content));
    const bool glob = content.source.find_first_of("*?[{") != std::string::npos;
    std::error_code failed;
    const auto status = fs::symlink_status(folder_ / content.source, failed);
    if (!fs::exists(status)) {
      if (glob) return add_glob(content);
      return error(Errc::not_found, fmt::format("{}: there is no {}", content.destination, content.source),
                   "it is looked for below the folder of the configuration");
    }
    if (fs::is_directory(status)) return add_folder(content);
    if (content.type == ContentType::tree)
      return error(Errc::config, fmt::format("{}: {} is no folder", content.destination, content.source),
                   "\"tree\" takes folders; leave `type` out for files");
    std::string to = content.destination;
    if (to.ends_with('/')) to = joined(to, fs::path{content.source}.filename().string());
    return add_path(content, folder_ / content.source, to);
  }

  std::vector<Entry> take() {
    std::vector<Entry> sorted;
    for (auto& [path, entry] : entries_) sorted.push_back(std::move(entry));
    return sorted;
  }

 private:
  Entry entry_of(const Content& content, const std::string& path) const {
    Entry entry;
    entry.path = without_slash(path);
    entry.type = content.type;
    entry.of_tree = content.type == ContentType::tree;
    entry.owner = content.info.owner;
    entry.group = content.info.group;
    entry.mtime = content.info.mtime ? seconds(*content.info.mtime) : built_at_;
    return entry;
  }

  Entry with_text(const Content& content) const {
    Entry entry = entry_of(content, content.destination);
    entry.text = content.text;
    entry.size = content.text->size();
    entry.mode = content.info.mode.value_or(to_read);
    return entry;
  }

  Entry without_source(const Content& content) const {
    Entry entry = entry_of(content, content.destination);
    entry.kind = EntryKind::ghost;
    entry.mode = content.info.mode.value_or(to_read);
    if (content.type == ContentType::folder) {
      entry.kind = EntryKind::folder;
      entry.mode = content.info.mode.value_or(for_all);
    }
    if (content.type == ContentType::symlink) {
      entry.kind = EntryKind::symlink;
      entry.target = content.source;
      entry.mode = 0777;
    }
    return entry;
  }

  Result<> add_glob(const Content& content) {
    const std::vector<std::string> found = glob_files(folder_, content.source);
    if (found.empty())
      return error(Errc::not_found, fmt::format("{}: nothing matches {}", content.destination, content.source),
                   "it is looked for below the folder of the configuration");
    const std::string from = fs::path{fixed_part(content.source)}.lexically_normal().string();
    for (const auto& file : found) {
      const std::string name = fs::path{file}.lexically_normal().lexically_relative(from.empty() ? "." : from).string();
      RA_TRY(add_path(content, folder_ / file, joined(content.destination, name)));
    }
    return {};
  }

  // Every file below; of a tree the folders, too.
  Result<> add_folder(const Content& content) {
    const fs::path root = folder_ / content.source;
    if (content.type == ContentType::tree) RA_TRY(put(folder_entry(content, content.destination)));
    std::error_code failed;
    for (fs::recursive_directory_iterator at{root, failed}, end; !failed && at != end; at.increment(failed)) {
      const std::string to = joined(content.destination, at->path().lexically_relative(root).string());
      const bool folder = !at->is_symlink() && at->is_directory();
      if (!folder) RA_TRY(add_path(content, at->path(), to));
      if (folder && content.type == ContentType::tree) RA_TRY(put(folder_entry(content, to)));
    }
    if (failed) return error(Errc::config, fmt::format("cannot read {}: {}", root.string(), failed.message()));
    return {};
  }

  Entry folder_entry(const Content& content, const std::string& path) const {
    Entry entry = entry_of(content, path);
    entry.kind = EntryKind::folder;
    entry.mode = for_all;
    return entry;
  }

  Result<> add_path(const Content& content, const fs::path& from, const std::string& to) {
    Entry entry = entry_of(content, to);
    std::error_code failed;
    const auto status = fs::symlink_status(from, failed);
    if (fs::is_symlink(status)) {
      entry.kind = EntryKind::symlink;
      entry.type = ContentType::symlink;
      entry.mode = 0777;
      entry.target = fs::read_symlink(from, failed).string();
    } else if (fs::is_regular_file(status)) {
      const bool runs = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
      entry.mode = content.info.mode.value_or(runs ? for_all : to_read);
      entry.source = from.lexically_normal();
      entry.size = fs::file_size(from, failed);
    } else {
      return error(Errc::config, fmt::format("{} is neither a file nor a folder nor a link", from.string()));
    }
    if (failed) return error(Errc::config, fmt::format("cannot read {}: {}", from.string(), failed.message()));
    return put(std::move(entry));
  }

  Result<> put(Entry entry) {
    const bool control = std::ranges::any_of(entry.path, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control) return error(Errc::config, fmt::format("the name of {} has control characters", one_line(entry.path)));
    const auto found = entries_.find(entry.path);
    if (found == entries_.end()) {
      std::string path = entry.path;
      entries_.emplace(std::move(path), std::move(entry));
      return {};
    }
    // What a tree brings may be told of once more, with a type, a mode or an owner of its own.
    Entry& there = found->second;
    const bool folders = there.kind == EntryKind::folder && entry.kind == EntryKind::folder;
    const bool one_is_of_a_tree = there.of_tree != entry.of_tree;
    // Two globs may name the same file.
    const bool same = !entry.source.empty() && there.source == entry.source && there.type == entry.type;
    if (same) return {};
    if (!folders && !one_is_of_a_tree)
      return error(Errc::config, fmt::format("{} would be installed twice", entry.path), "leave one of them out");
    if (!entry.of_tree) there = std::move(entry);
    return {};
  }

  const fs::path& folder_;
  std::int64_t built_at_;
  std::map<std::string, Entry> entries_;
};

}  // namespace

bool is_config(const Entry& entry) {
  return entry.kind == EntryKind::file &&
         (entry.type == ContentType::config || entry.type == ContentType::config_noreplace ||
          entry.type == ContentType::config_missingok);
}

Result<std::vector<Entry>> gather(const std::vector<Content>& contents, const fs::path& folder, std::int64_t built_at) {
  Gatherer gatherer{folder, built_at};
  for (const auto& content : contents) RA_TRY(gatherer.add(content));
  return gatherer.take();
}

}  // namespace ra::pack
