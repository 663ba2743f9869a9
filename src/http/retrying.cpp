#include "http/retrying.hpp"

#include "base/text.hpp"
#include "http/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace asio = boost::asio;

namespace ra::http {

namespace {

constexpr int too_many_requests = 429;
constexpr int service_unavailable = 503;
constexpr std::array worth_another_try{408, too_many_requests, 500, 502, service_unavailable, 504};
constexpr auto warning_every = std::chrono::minutes{1};

bool is_retryable(const Request& request, const Result<Response>& result) {
  if (!result) return result.error().code == Errc::transient;
  if (result->status == too_many_requests) return true;
  if (request.method != Method::get && request.method != Method::head && !request.may_repeat) return false;
  return std::ranges::find(worth_another_try, result->status) != worth_another_try.end();
}

class Retrying final : public Client {
 public:
  Retrying(std::unique_ptr<Client> inner, RetryPolicy policy, Sleep sleep, const Clock& clock, Random random,
           const Log& log)
      : inner_{std::move(inner)},
        policy_{policy},
        sleep_{std::move(sleep)},
        clock_{clock},
        random_{std::move(random)},
        log_{log} {}

  asio::awaitable<Result<Response>> send(const Request& request) override {
    const SteadyTime start = clock_.steady();
    for (int repeats = 0;; ++repeats) {
      auto result = co_await inner_->send(request);
      if (!is_retryable(request, result)) co_return result;
      const Duration waited = std::chrono::duration_cast<Duration>(clock_.steady() - start);
      if (waited >= policy_.patience) co_return give_up(request, result, waited);
      const Duration wait = std::min(next_wait(result, repeats), policy_.patience - waited);
      tell(request, result, repeats, waited, wait);
      co_await sleep_(wait);
    }
  }

 private:
  Duration next_wait(const Result<Response>& result, int repeats) const {
    if (result && (result->status == too_many_requests || result->status == service_unavailable)) {
      const auto told = parse_retry_after(result->headers.get("Retry-After"), clock_.wall());
      // "At once", said again and again, must not become a loop without a pause.
      if (told) return repeats == 0 ? *told : std::max(*told, policy_.first);
    }
    Duration wait = policy_.first;
    for (int i = 0; i < repeats && wait < policy_.most; ++i) wait *= 2;
    wait = std::min(wait, policy_.most);
    const auto half = static_cast<std::uint64_t>(wait.count() / 2);
    return wait - Duration{static_cast<Duration::rep>(random_() % (half + 1))};
  }

  static std::string request_line(const Request& request) {
    return fmt::format("{} {}", to_string(request.method), redact_url(request.url));
  }

  static std::string cause(const Request& request, const Result<Response>& result) {
    if (result) return fmt::format("{}: {}", request_line(request), result->status);
    // The transport names the request by itself.
    return result.error().message;
  }

  // A line at the first repetition and then one a minute, however many requests wait: an outage
  // hits all of them.
  void tell(const Request& request, const Result<Response>& result, int repeats, Duration waited, Duration wait) {
    const std::string text = cause(request, result);
    log_.debug("repeating in {} ms: {}", wait.count(), text);
    const bool due = !last_warning_ || clock_.steady() - *last_warning_ >= warning_every;
    if (!due) return;
    last_warning_ = clock_.steady();
    if (repeats == 0) {
      log_.warning("trying again for up to {}: {}", format_duration(policy_.patience), text);
    } else {
      log_.warning("still trying after {}: {}", format_duration(waited), text);
    }
  }

  static Error give_up(const Request& request, const Result<Response>& result, Duration waited) {
    const std::string hint = "run the same command again: it goes on where it stopped";
    const std::string time = format_duration(waited);
    if (!result)
      return error(Errc::unavailable, fmt::format("{}; still so after {}", result.error().message, time), hint);
    const Errc code = result->status == too_many_requests ? Errc::rate_limited : Errc::unavailable;
    return error(code, fmt::format("{}: still {} after {}", request_line(request), result->status, time), hint);
  }

  std::unique_ptr<Client> inner_;
  RetryPolicy policy_;
  Sleep sleep_;
  const Clock& clock_;
  Random random_;
  const Log& log_;
  std::optional<SteadyTime> last_warning_;
};

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, WallTime now) {
  const std::string_view text = trim(value);
  if (text.empty()) return std::nullopt;
  constexpr std::int64_t most = 365L * 24 * 3600;  // enough for anybody's patience, and no overflow
  if (std::ranges::all_of(text, [](const char c) { return c >= '0' && c <= '9'; })) {
    std::int64_t seconds = most;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds{std::min(seconds, most)};
  }
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::duration_cast<Duration>(*date - now), Duration{0},
                    Duration{std::chrono::seconds{most}});
}

std::unique_ptr<Client> retrying(std::unique_ptr<Client> inner, RetryPolicy policy, Sleep sleep, const Clock& clock,
                                 Random random, const Log& log) {
  return std::make_unique<Retrying>(std::move(inner), policy, std::move(sleep), clock, std::move(random), log);
}

}  // namespace ra::http
