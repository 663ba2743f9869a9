#include "archive/background_digests.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t most_behind = std::size_t{4} << 20U;
constexpr std::uint64_t read_back = std::uint64_t{256} << 10U;

struct Range {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct Item {
  Piece piece;
  Range range;
};

}  // namespace

class BackgroundDigests::Lane {
 public:
  Lane(Hash hash, const OutputFile& file) : digester_{{hash}}, file_{file}, thread_{[this] { work(); }} {}
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane() { end(true); }

  void add(Item item) {
    std::unique_lock lock{mutex_};
    const std::size_t size = item.piece.size();
    room_.wait(lock, [&] { return behind_ == 0 || behind_ + size <= most_behind; });
    behind_ += size;
    items_.push_back(std::move(item));
    more_.notify_one();
  }

  Result<Digests> finish() {
    end(false);
    RA_TRY(read_);
    return digester_.finish();
  }

 private:
  void end(bool at_once) {
    {
      const std::scoped_lock lock{mutex_};
      ending_ = true;
      if (at_once) items_.clear();
    }
    more_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  void work() {
    for (;;) {
      std::unique_lock lock{mutex_};
      more_.wait(lock, [this] { return ending_ || !items_.empty(); });
      if (items_.empty()) return;
      const Item item = std::move(items_.front());
      items_.pop_front();
      lock.unlock();
      digester_.update(item.piece.view());
      if (item.range.size > 0 && read_) read_ = update(item.range);
      lock.lock();
      behind_ -= item.piece.size();
      room_.notify_one();
    }
  }

  Result<> update(Range range) {
    std::string bytes(static_cast<std::size_t>(std::min(range.size, read_back)), '\0');
    while (range.size > 0) {
      const std::uint64_t size = std::min(range.size, read_back);
      RA_TRY(file_.read_at(range.offset, bytes.data(), static_cast<std::size_t>(size)));
      digester_.update(std::string_view{bytes}.substr(0, static_cast<std::size_t>(size)));
      range.offset += size;
      range.size -= size;
    }
    return {};
  }

  Digester digester_;
  const OutputFile& file_;
  Result<> read_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable room_;
  std::deque<Item> items_;
  std::size_t behind_ = 0;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

BackgroundDigests::BackgroundDigests(const std::vector<Hash>& hashes, const OutputFile& file) {
  for (const Hash hash : hashes) lanes_.push_back(std::make_unique<Lane>(hash, file));
}
BackgroundDigests::~BackgroundDigests() = default;

void BackgroundDigests::add(const Piece& piece) {
  for (const auto& lane : lanes_) lane->add({piece, {}});
}

void BackgroundDigests::add_range(std::uint64_t offset, std::uint64_t size) {
  for (const auto& lane : lanes_) lane->add({{}, {offset, size}});
}

Result<Digests> BackgroundDigests::finish() {
  Digests all;
  for (const auto& lane : lanes_) {
    RA_TRY_ASSIGN(Digests one, lane->finish());
    all.merge(one);
  }
  return all;
}

}  // namespace ra::archive
