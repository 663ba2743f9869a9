#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ra::archive {

// A thread that does what it is given, one after the other, while others go on: sums of a stream, which no two threads
// can make together.
class Lane {
 public:
  Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane();  // waits for what has begun, and drops the rest

  // `bytes` is what the job holds. Waits while those that are not done hold too much.
  void run(std::size_t bytes, std::function<void()> job);
  // Waits until all is done. Once, at the end.
  void finish();

 private:
  struct Item {
    std::size_t bytes = 0;
    std::function<void()> job;
  };

  void work();
  void end(bool at_once);

  std::mutex mutex_;
  std::condition_variable more_;
  std::condition_variable room_;
  std::deque<Item> items_;
  std::size_t behind_ = 0;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ra::archive
