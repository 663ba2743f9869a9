#include "archive/lane.hpp"

#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t most_behind = std::size_t{4} << 20U;

}  // namespace

Lane::Lane() : thread_{[this] { work(); }} {}

Lane::~Lane() { end(true); }

void Lane::run(std::size_t bytes, std::function<void()> job) {
  std::unique_lock lock{mutex_};
  room_.wait(lock, [&] { return behind_ == 0 || behind_ + bytes <= most_behind; });
  behind_ += bytes;
  items_.push_back({bytes, std::move(job)});
  more_.notify_one();
}

void Lane::finish() { end(false); }

void Lane::end(bool at_once) {
  {
    const std::scoped_lock lock{mutex_};
    ending_ = true;
    if (at_once) items_.clear();
  }
  more_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Lane::work() {
  for (;;) {
    std::unique_lock lock{mutex_};
    more_.wait(lock, [this] { return ending_ || !items_.empty(); });
    if (items_.empty()) return;
    Item item = std::move(items_.front());
    items_.pop_front();
    lock.unlock();
    item.job();
    item.job = {};  // what it holds may be used again from here on
    lock.lock();
    behind_ -= item.bytes;
    room_.notify_one();
  }
}

}  // namespace ra::archive
