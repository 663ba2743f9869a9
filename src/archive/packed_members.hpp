#pragma once

#include "archive/piece.hpp"
#include "archive/tree.hpp"
#include "base/error.hpp"
#include "base/input_file.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace ra::archive {

// Where the zip files that one run has made hold its files, packed: the next one takes them over instead of packing
// them again, as an enterprise edition does with its community edition, and a part with its whole. It would make the
// same bytes; only sooner.
class PackedMembers {
 public:
  struct Member {
    std::shared_ptr<const InputFile> archive = {};
    std::uint64_t offset = 0;  // of its data
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    std::uint16_t method = 0;
    int level = 0;
  };
  struct Source {
    std::filesystem::path path;
    Member member;
  };

  // nullptr: there is none. What is found stays where it is.
  const Member* find(const Entry& entry, int level) const;
  // What an archive holds that is whole now.
  Result<> add(const std::filesystem::path& archive, std::vector<Source> members);

 private:
  std::map<std::filesystem::path, Member> members_;  // by the file that they were made of
};

// The data of a small one; empty when it cannot be read.
Piece packed_data(const PackedMembers::Member& member, Memory& memory);

}  // namespace ra::archive
