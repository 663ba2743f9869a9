#include "base/wakeup.hpp"

#include "base/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>

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

asio::awaitable<void> Wakeup::wait(Duration most) {
  const auto state = state_;
  if (!state->rung) {
    state->timer.expires_after(most);
    co_await state->timer.async_wait(nothrow);
  }
  state->rung = false;
}

}  // namespace ra
