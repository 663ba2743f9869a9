#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace ra {

// Works that go on beside each other and beside whoever has them: when this ends, all that still go on are cancelled.
class Tasks {
 public:
  explicit Tasks(boost::asio::any_io_executor executor);
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;
  ~Tasks();

  // `done` hears how it ended, unless it was cancelled by this.
  void start(boost::asio::awaitable<void> work, std::function<void(std::exception_ptr)> done = {});
  std::size_t count() const;  // of those that go on

 private:
  struct State;

  boost::asio::any_io_executor executor_;
  std::shared_ptr<State> state_;
};

}  // namespace ra
