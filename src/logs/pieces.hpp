#pragma once

#include "archive/archive_file.hpp"
#include "archive/piece.hpp"
#include "archive/workers.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <future>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra::logs {

// Seed of the limit: "less than 10 Mb of files"; logz.io takes bodies of at most 10,485,760 bytes. Before they are
// packed, so that a piece is one body for whoever takes plain text, too.
inline constexpr std::uint64_t most_of_a_piece = 10'000'000;

struct PieceInfo {
  std::string file;  // name in the folder of the run
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;  // unpacked
};

// Writes records into files NAME-0001.jsonl.gz and so on, each below the limit. What is written hangs on the records
// alone: the same records make the same files. Packing is done side by side, in blocks, and so is the wait for the
// disk.
class Pieces {
 public:
  Pieces(std::filesystem::path folder, std::string name, archive::Workers& workers,
         std::uint64_t most = most_of_a_piece);

  // A line and its end. One that is larger than a piece is an error.
  Result<> add(std::string_view record) { return add({record}); }
  // The same in parts: most of a record are labels, which need not be copied to it first.
  Result<> add(std::initializer_list<std::string_view> record);

  // Waits until all is on the disk.
  Result<std::vector<PieceInfo>> finish();

 private:
  struct File;
  struct Block {
    std::future<archive::Piece> packed;
    std::shared_ptr<File> file;
    bool last = false;
  };

  Result<> open();
  Result<> pack(bool last);
  Result<> settle(std::size_t most_pending);
  Result<> settle_commits(std::size_t most_pending);

  std::filesystem::path folder_;
  std::string name_;
  archive::Workers& workers_;
  std::uint64_t most_;
  archive::Memory memory_;
  std::shared_ptr<File> file_;
  archive::Buffer block_;
  std::size_t filled_ = 0;
  std::deque<Block> pending_;
  std::deque<std::future<Result<archive::Made>>> committing_;
  std::vector<PieceInfo> done_;
};

}  // namespace ra::logs
