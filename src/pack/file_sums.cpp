#include "pack/file_sums.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ra::pack {

void FileSums::add(const archive::Piece& piece) {
  lane_.run(piece.size(), [this, piece, more = std::exchange(expected_, {})] { work(piece.view(), more); });
}

void FileSums::work(std::string_view bytes, const std::vector<Stretch>& more) {
  std::ranges::copy(more, std::back_inserter(open_));
  const std::uint64_t end = position_ + bytes.size();
  while (!open_.empty() && open_.front().offset < end) {
    const Stretch file = open_.front();
    const std::uint64_t file_end = file.offset + file.size;
    const std::uint64_t from = std::max(file.offset, position_);
    const std::uint64_t to = std::min(file_end, end);
    hasher_.add(bytes.substr(static_cast<std::size_t>(from - position_), static_cast<std::size_t>(to - from)));
    if (to < file_end) break;
    sums_.push_back(hasher_.hex());
    hasher_ = Hasher{hash_};
    open_.pop_front();
  }
  position_ = end;
}

std::vector<std::string> FileSums::finish() {
  lane_.finish();
  return std::move(sums_);
}

}  // namespace ra::pack
