#include "http/rate_limit.hpp"

#include "base/nothrow.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cmath>
#include <list>

namespace asio = boost::asio;

namespace ra::http {

namespace {

// What is in the bucket. Decides; never waits.
class Bucket {
 public:
  Bucket(double rate, SteadyTime now) : rate_{rate}, most_{std::max(1.0, rate)}, tokens_{most_}, at_{now} {}

  // 0: a token was taken. Else ask again after this time.
  Duration take(SteadyTime now) {
    const std::chrono::duration<double> passed = now - at_;
    tokens_ = std::min(most_, tokens_ + std::max(0.0, passed.count()) * rate_);
    at_ = now;
    constexpr double rounding = 1e-9;
    if (tokens_ >= 1 - rounding) {
      tokens_ = std::max(0.0, tokens_ - 1);
      return Duration{0};
    }
    const double ms = std::ceil((1 - tokens_) / rate_ * 1000);
    return Duration{std::max<Duration::rep>(1, static_cast<Duration::rep>(ms))};
  }

 private:
  double rate_;
  double most_;
  double tokens_;
  SteadyTime at_;
};

class RateLimited final : public Client {
 public:
  RateLimited(std::unique_ptr<Client> inner, double rate, Sleep sleep, const Clock& clock)
      : inner_{std::move(inner)}, sleep_{std::move(sleep)}, clock_{clock}, bucket_{rate, clock.steady()} {}

  asio::awaitable<Result<Response>> send(const Request& request) override {
    co_await turn();
    auto result = co_await inner_->send(request);
    co_return result;
  }

 private:
  // One waiter's place in the queue, given up on every way out: a cancelled one must not block the rest.
  struct Place {
    Place(std::list<asio::steady_timer>& queue, const asio::any_io_executor& executor)
        : all{queue}, mine{queue.emplace(queue.end(), executor, SteadyTime::max())} {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      all.erase(mine);
      if (!all.empty()) all.front().cancel();
    }

    std::list<asio::steady_timer>& all;
    std::list<asio::steady_timer>::iterator mine;
  };

  asio::awaitable<void> turn() {
    const auto executor = co_await asio::this_coro::executor;
    const Place place{queue_, executor};
    while (place.mine != queue_.begin()) co_await place.mine->async_wait(nothrow);
    for (;;) {
      const Duration wait = bucket_.take(clock_.steady());
      if (wait == Duration{0}) co_return;
      co_await sleep_(wait);
    }
  }

  std::unique_ptr<Client> inner_;
  Sleep sleep_;
  const Clock& clock_;
  Bucket bucket_;
  std::list<asio::steady_timer> queue_;
};

}  // namespace

std::unique_ptr<Client> rate_limited(std::unique_ptr<Client> inner, double requests_per_second, Sleep sleep,
                                     const Clock& clock) {
  if (!(requests_per_second > 0)) return inner;
  return std::make_unique<RateLimited>(std::move(inner), requests_per_second, std::move(sleep), clock);
}

}  // namespace ra::http
