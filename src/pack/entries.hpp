#pragma once

#include "pack/package.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ra::pack {

enum class EntryKind { file, folder, symlink, ghost };

// One thing that a package installs.
struct Entry {
  std::string path;  // "/etc/foo/a.conf"
  EntryKind kind = EntryKind::file;
  ContentType type = ContentType::file;
  std::uint32_t mode = 0644;  // permissions alone
  std::string owner = "root";
  std::string group = "root";
  std::int64_t mtime = 0;   // seconds
  std::uint64_t size = 0;   // of a file
  std::string target = {};  // of a symlink
  std::filesystem::path source = {};
  std::optional<std::string> text = {};  // in place of a source
  bool of_tree = false;                  // came with the folder that it is in: what is said of it alone counts more
};

bool is_config(const Entry& entry);

// What the contents of a package come to: globs and folders gone through, each path once, sorted by bytes. Sources are
// below `folder`. Times that nobody gave are `built_at`, and modes say only what may be run: the same tree gives the
// same entries whoever has checked it out.
Result<std::vector<Entry>> gather(const std::vector<Content>& contents, const std::filesystem::path& folder,
                                  std::int64_t built_at);

}  // namespace ra::pack
