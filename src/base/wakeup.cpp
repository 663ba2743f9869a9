#include "base/wakeup.hpp"

#include "base/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra {

struct Wakeup::State {
  explicit State(const asio::any_io_executor& executor) : timer{executor} {}

  asio::steady_timer timer;
  bool rung = false;
};

Wakeup::Wakeup(const asio::any_io_executor& executor) : state_{std::make_shared<State>(executor)} {}

void Wakeup::ring() {
  state_->rung = true;
  state_->timer.cancel();
}

asio::awaitable<void> Wakeup::wait(Duration most, Duration least) {
  const auto state = state_;
  least = std::min(least, most);
  if (least > Duration::zero()) {
    asio::steady_timer rest{state->timer.get_executor(), least};
    co_await rest.async_wait(nothrow);
  }
  if (!state->rung) {
    state->timer.expires_after(most - least);
    co_await state->timer.async_wait(nothrow);
  }
  state->rung = false;
}

}  // namespace ra
