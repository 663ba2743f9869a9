#pragma once

#include "archive/limits.hpp"
#include "archive/sink.hpp"
#include "archive/zip_directory.hpp"
#include "base/input_file.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ra::archive {

// Reads zip files that strangers have made: any member by its name, or all into a folder. What does not hold together
// is refused (config) by one line that names the archive and the member; nothing is held in memory but the directory.
class ZipReader {
 public:
  // Reads the directory and refuses what read_zip_directory does.
  static Result<ZipReader> open(const std::filesystem::path& path, const Limits& limits = {});

  const std::vector<ZipMember>& members() const { return members_; }
  const ZipMember* find(std::string_view name) const;

  // The content of a file or where a link leads to; not_found, or config when it is larger than `most`.
  Result<std::string> read_member(std::string_view name, std::size_t most) const;
  // A member of members(), unpacked and compared with its size and sum. What came before an error is not to be used.
  Result<> copy(const ZipMember& member, Sink& out) const;
  // All or nothing: see Destination.
  Result<> extract(const std::filesystem::path& folder) const;

 private:
  ZipReader(InputFile file, std::vector<ZipMember> members);

  InputFile file_;
  std::vector<ZipMember> members_;
};

}  // namespace ra::archive
