#include "notify/notifier.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::notify {

namespace asio = boost::asio;

namespace {

constexpr int first_success = 200;
constexpr int first_redirect = 300;

Result<const Kind*> kind_of(const model::Notice& notice) {
  std::vector<std::string> names;
  for (const auto& kind : kinds()) {
    if (kind.name == notice.kind) return &kind;
    names.emplace_back(kind.name);
  }
  return error(Errc::config, fmt::format("notify: {} has a kind that is not known, `{}`", notice.name, notice.kind),
               fmt::format("there are {}", fmt::join(names, " and ")));
}

// As all secrets (SPEC 1): over https, or to this machine.
bool may_go_to(const std::string& address) {
  const auto url = http::parse_url(address);
  return url && (url->scheme == "https" || http::is_loopback(url->host));
}

// The transport's own words tell the address.
std::string_view why_of(const Error& e) {
  switch (e.code) {
    case Errc::transient:
    case Errc::uncertain: return "no answer in time";
    case Errc::unauthorized: return "its certificate is not trusted";
    default: return "it cannot be reached";
  }
}

}  // namespace

Result<std::vector<Destination>> destinations(const std::vector<model::Notice>& notices, const Environment& environment,
                                              const Log& log) {
  std::vector<Destination> found;
  for (const auto& notice : notices) {
    RA_TRY_ASSIGN(const Kind* kind, kind_of(notice));
    Secret url = environment.secret(notice.url_variable);
    if (url.empty()) {
      log.warning("notify: {} is not told: the variable {} is not set", notice.name, notice.url_variable);
    } else if (!may_go_to(url.reveal())) {
      log.warning("notify: {} is not told: {} holds no https address", notice.name, notice.url_variable);
    } else {
      found.push_back({notice.name, kind, std::move(url), notice.on});
    }
  }
  return found;
}

Notifier::Notifier(std::vector<Destination> destinations, http::Client& client, asio::any_io_executor executor,
                   Duration patience, const Clock& clock, const Log& log)
    : client_{client},
      executor_{std::move(executor)},
      patience_{patience},
      clock_{clock},
      log_{log},
      ended_{executor_, SteadyTime::max()} {
  for (auto& to : destinations) lines_.push_back(std::make_unique<Line>(Line{std::move(to)}));
}

void Notifier::tell(const Event& event) {
  for (const auto& line : lines_) {
    if (std::ranges::find(line->to.on, event.moment) == line->to.on.end()) continue;
    line->waiting.push_back(event);
    if (line->busy) continue;
    line->busy = true;
    spawn(executor_, work(*line));
  }
}

asio::awaitable<void> Notifier::work(Line& line) {
  while (!line.waiting.empty()) {
    const Event event = std::move(line.waiting.front());
    line.waiting.pop_front();
    co_await send(line, event);
  }
  line.busy = false;
  ended_.cancel();
}

Duration Notifier::left() const {
  if (!until_) return patience_;
  return std::min(patience_, std::chrono::duration_cast<Duration>(*until_ - clock_.steady()));
}

asio::awaitable<void> Notifier::send(Line& line, Event event) {
  const Duration patience = left();
  if (line.silent || patience <= Duration{0}) {
    ++line.lost;
    co_return;
  }
  http::Request request = line.to.kind->request(event, line.to.url.reveal());
  request.timeout = patience;
  const auto answered = co_await client_.send(request);
  if (!answered) {
    line.silent = true;
    complain(line, event, std::string{why_of(answered.error())});
  } else if (answered->status < first_success || answered->status >= first_redirect) {
    complain(line, event, fmt::format("it answered {}", answered->status));
  } else {
    log_.debug("notify: {} was told that {} is {}", line.to.name, event.stage, to_string(event.moment));
  }
}

void Notifier::complain(Line& line, const Event& event, const std::string& why) const {
  if (line.lost++ > 0) return;  // the rest is counted
  log_.warning("notify: {} was not told that {} is {}: {}", line.to.name, event.stage, to_string(event.moment), why);
}

asio::awaitable<void> Notifier::flush() {
  until_ = clock_.steady() + patience_;
  const auto at_work = [this] { return std::ranges::any_of(lines_, [](const auto& line) { return line->busy; }); };
  while (at_work()) co_await ended_.async_wait(nothrow);
  for (const auto& line : lines_) {
    if (line->lost > 1) log_.warning("notify: {} missed {} notices", line->to.name, line->lost);
  }
}

}  // namespace ra::notify
