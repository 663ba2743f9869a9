#pragma once

#include "archive/digests.hpp"
#include "archive/piece.hpp"
#include "base/error.hpp"
#include "base/output_file.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace ra::archive {

// Sums of a file while it is written, each by a thread of its own: together they take longer than compressing does.
class BackgroundDigests {
 public:
  // `file` is read for ranges alone, and must stay until finish() or the end of this.
  BackgroundDigests(const std::vector<Hash>& hashes, const OutputFile& file);
  BackgroundDigests(const BackgroundDigests&) = delete;
  BackgroundDigests& operator=(const BackgroundDigests&) = delete;
  ~BackgroundDigests();

  // What comes next in the file. Waits while the slowest is too far behind.
  void add(const Piece& piece);
  // The same for what has to be read back, since it was written in another order.
  void add_range(std::uint64_t offset, std::uint64_t size);

  Result<Digests> finish();

 private:
  struct Sum;
  std::vector<std::unique_ptr<Sum>> sums_;
};

}  // namespace ra::archive
