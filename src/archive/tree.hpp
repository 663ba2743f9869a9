#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ra::archive {

enum class Kind { file, folder, symlink };

constexpr std::uint32_t plain_mode = 0644;
constexpr std::uint32_t executable_mode = 0755;

// One member of an archive. A file's bytes are in `content` or, where that is empty, in the file `source`.
struct Entry {
  std::string name;  // see check_name
  Kind kind = Kind::file;
  std::uint32_t mode = plain_mode;  // permissions alone
  std::filesystem::path source;
  std::optional<std::string> content;
  std::string target;       // of a symlink
  std::uint64_t size = 0;   // of a file
  std::uint32_t owner = 0;  // of the user and the group by their numbers; zip files do not say them
  std::uint32_t group = 0;
};

// A header of tar has seven octal digits for each (ustar).
constexpr std::uint32_t most_owner = 07777777;

Entry file_entry(std::string name, std::filesystem::path source, std::uint64_t size);
Entry content_entry(std::string name, std::string content);
Entry folder_entry(std::string name);
Entry symlink_entry(std::string name, std::string target);

// What goes into an archive, in the order in which it does: by the bytes of the names, so that a folder comes before
// what is in it. It knows of no format, and reads no file.
class Tree {
 public:
  enum class Parents { as_given, added };

  // An error (config) names the entry whose name no archive should have, that is there twice, or that is in a file.
  static Result<Tree> of(std::vector<Entry> entries, Parents parents = Parents::as_given);

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace ra::archive
