#include "logs/pieces.hpp"

#include "archive/deflate.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace ra::logs {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr int level = 1;  // the labels repeat, and any level finds that; a higher one takes twice the time
constexpr std::size_t room = block_size + block_size / 8192 + 64;  // RFC 1951 3.2.4, RFC 1952: what does not shrink

}  // namespace

struct Pieces::File {
  std::unique_ptr<archive::ArchiveFile> file;
  PieceInfo info;
};

Pieces::Pieces(std::filesystem::path folder, std::string name, archive::Workers& workers, std::uint64_t most)
    : folder_{std::move(folder)}, name_{std::move(name)}, workers_{workers}, most_{most} {}

Result<> Pieces::open() {
  file_ = std::make_shared<File>();
  file_->info.file = fmt::format("{}-{:04}.jsonl.gz", name_, done_.size() + 1);
  RA_TRY_ASSIGN(file_->file, archive::ArchiveFile::create(folder_ / file_->info.file, {}));
  done_.push_back(file_->info);
  return {};
}

Result<> Pieces::add(std::initializer_list<std::string_view> record) {
  std::uint64_t size = 0;
  for (const std::string_view part : record) size += part.size();
  if (size > most_) return error(Errc::internal, fmt::format("a record of {} bytes", size));
  if (file_ && file_->info.bytes + size > most_) RA_TRY(pack(true));
  if (!file_) RA_TRY(open());
  file_->info.bytes += size;
  ++file_->info.lines;
  for (std::string_view part : record) {
    while (!part.empty()) {
      if (filled_ == 0) block_ = memory_.take(block_size);
      const std::size_t fits = std::min(part.size(), block_size - filled_);
      std::memcpy(block_.data() + filled_, part.data(), fits);
      part.remove_prefix(fits);
      filled_ += fits;
      if (filled_ == block_size) RA_TRY(pack(false));
    }
  }
  return {};
}

Result<> Pieces::pack(bool last) {
  Block block;
  block.file = file_;
  block.last = last;
  if (filled_ > 0) {
    const archive::Piece piece = std::move(block_).piece(std::exchange(filled_, 0));
    const auto job = [piece, memory = memory_]() mutable {
      archive::Buffer buffer = memory.take(room);
      const std::size_t size = archive::gzip_whole(level, piece.view(), buffer.data(), room);
      if (size == 0) throw std::logic_error("a block has no room");
      return std::move(buffer).piece(size);
    };
    block.packed = workers_.run(job);
  }
  pending_.push_back(std::move(block));
  if (last) {
    done_.back() = file_->info;
    file_.reset();
  }
  return settle(workers_.count() + 1);
}

Result<> Pieces::settle(std::size_t most_pending) {
  while (pending_.size() > most_pending) {
    Block block = std::move(pending_.front());
    pending_.pop_front();
    if (block.packed.valid()) RA_TRY(block.file->file->write(block.packed.get()));
    if (block.last) committing_.push_back(workers_.run([file = block.file] { return file->file->commit(); }));
  }
  return settle_commits(workers_.count() + 1);
}

Result<> Pieces::settle_commits(std::size_t most_pending) {
  while (committing_.size() > most_pending) {
    const auto made = committing_.front().get();
    committing_.pop_front();
    RA_TRY(made);
  }
  return {};
}

Result<std::vector<PieceInfo>> Pieces::finish() {
  if (file_) RA_TRY(pack(true));
  RA_TRY(settle(0));
  RA_TRY(settle_commits(0));
  return std::exchange(done_, {});
}

}  // namespace ra::logs
