#pragma once

#include "archive/limits.hpp"
#include "archive/tree.hpp"
#include "base/input_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::archive {

// A member of a zip file as the central directory has it.
struct ZipMember {
  std::string name;     // see plain_name
  std::string written;  // as it stands in the file
  Kind kind = Kind::file;
  bool executable = false;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  // of its local header
  std::uint64_t limit = 0;   // where the next one begins, which it must not reach into
};

// In the order of the directory, which must end where the records after it begin. Refused (config, naming the member):
// what two readers could take for different things, names that lead out or are there twice, members that lie in each
// other, methods besides stored and deflated, encryption, several disks, bombs.
Result<std::vector<ZipMember>> read_zip_directory(const InputFile& file, const Limits& limits);

}  // namespace ra::archive
