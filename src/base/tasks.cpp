#include "base/tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <list>
#include <vector>

namespace asio = boost::asio;

namespace ra {

struct Tasks::State {
  using Cut = std::shared_ptr<asio::cancellation_signal>;

  std::list<Cut> going;
  bool ended = false;
};

Tasks::Tasks(asio::any_io_executor executor) : executor_{std::move(executor)}, state_{std::make_shared<State>()} {}

Tasks::~Tasks() {
  state_->ended = true;
  const std::vector<State::Cut> all{state_->going.begin(), state_->going.end()};  // each may end at once
  for (const auto& one : all) one->emit(asio::cancellation_type::terminal);
}

void Tasks::start(asio::awaitable<void> work, std::function<void(std::exception_ptr)> done) {
  const auto cut = std::make_shared<asio::cancellation_signal>();
  const auto place = state_->going.insert(state_->going.end(), cut);
  const auto ended = [state = state_, cut, place, done = std::move(done)](std::exception_ptr e) {
    state->going.erase(place);
    if (done && !state->ended) done(std::move(e));
  };
  asio::co_spawn(executor_, std::move(work), asio::bind_cancellation_slot(cut->slot(), ended));
}

std::size_t Tasks::count() const { return state_->going.size(); }

}  // namespace ra
