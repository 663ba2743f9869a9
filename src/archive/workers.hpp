#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace ra::archive {

// Threads that do what they are given, in that order. Nothing that is made may hang on how many there are.
class Workers {
 public:
  // 0: as many as the machine has cores.
  explicit Workers(unsigned threads = 0);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  // Waits for what has begun; what has not is dropped, and its future is broken.
  ~Workers();

  unsigned count() const { return static_cast<unsigned>(threads_.size()); }

  template <class Job>
  std::future<std::invoke_result_t<Job>> run(Job job) {
    // What the job holds goes when it is done, and not when somebody takes what it made.
    auto once = [job = std::move(job)]() mutable {
      Job own = std::move(job);
      return own();
    };
    // Shared, as std::function wants what can be copied.
    const auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Job>()>>(std::move(once));
    auto future = task->get_future();
    add([task] { (*task)(); });
    return future;
  }

 private:
  void add(std::function<void()> job);
  void work();

  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ra::archive
