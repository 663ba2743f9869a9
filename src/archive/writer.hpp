#pragma once

#include "archive/archive_file.hpp"
#include "archive/piece.hpp"
#include "archive/tree.hpp"

#include <span>

namespace ra::archive {

// A file up to this size comes in one piece, a larger one in pieces of `part_size`, the last of which may be smaller.
constexpr std::size_t whole_size = std::size_t{4} << 20U;
constexpr std::size_t part_size = std::size_t{1} << 20U;

// An archive that is being written. Members come in the order of their tree: begin, for a file its pieces, end.
// What is not finished leaves nothing under the archive's name.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual Result<> begin(const Entry& entry) = 0;  // which stays until end()
  virtual Result<> add(const Piece& piece) = 0;
  virtual Result<> end() = 0;
  virtual Result<Made> finish() = 0;
};

// Reads each file of the tree once and gives it to all of them: a zip, a tar and a package in one pass. A file whose
// size is another than the tree says is an error. Does not finish them.
Result<> write_members(const Tree& tree, std::span<Writer* const> writers);

}  // namespace ra::archive
