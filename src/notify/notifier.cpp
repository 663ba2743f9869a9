#include "notify/notifier.hpp"

#include "base/coroutine.hpp"
#include "base/hash.hpp"
#include "base/nothrow.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/retrying.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::notify {

namespace asio = boost::asio;

namespace {

constexpr int first_success = 200;
constexpr int first_redirect = 300;
constexpr int too_many = 429;
constexpr std::chrono::seconds usual_wait{1};

Result<const Kind*> kind_of(const model::Notice& notice) {
  std::vector<std::string> names;
  for (const auto& kind : kinds()) {
    if (kind.name == notice.kind) return &kind;
    names.emplace_back(kind.name);
  }
  return error(Errc::config, fmt::format("notify: {} has a kind that is not known, `{}`", notice.name, notice.kind),
               fmt::format("there are {}", fmt::join(names, ", ")));
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
    } else if (kind->request == nullptr) {
      const auto server = parse_mail_server(url.reveal());
      const bool addressed =
          is_mail_address(notice.from) && std::ranges::all_of(notice.to, is_mail_address) && !notice.to.empty();
      if (!addressed) {
        return error(Errc::config, fmt::format("notify: {} has no `from` and `to` that are addresses", notice.name),
                     "\"from\": \"release@example.org\", \"to\": [\"team@example.org\"]");
      }
      if (server) {
        found.push_back({notice.name, kind, std::move(url), notice.on, {}, {notice.from, notice.to}});
      } else {
        log.warning("notify: {} is not told: {} holds no address of a mail server", notice.name, notice.url_variable);
      }
    } else if (!may_go_to(url.reveal())) {
      log.warning("notify: {} is not told: {} holds no https address", notice.name, notice.url_variable);
    } else if (!notice.key_variable.empty() && environment.get(notice.key_variable).empty()) {
      log.warning("notify: {} is not told: the variable {} is not set", notice.name, notice.key_variable);
    } else {
      Secret key = notice.key_variable.empty() ? Secret{} : environment.secret(notice.key_variable);
      found.push_back({notice.name, kind, std::move(url), notice.on, std::move(key), {}});
    }
  }
  return found;
}

SendMail real_mail(asio::any_io_executor executor, std::string ca_file, const Clock& clock) {
  return [executor = std::move(executor), ca_file = std::move(ca_file), &clock](
             const Destination& to, std::string message, Duration patience) -> asio::awaitable<Result<>> {
    RA_CO_TRY_ASSIGN(MailServer server, parse_mail_server(to.url.reveal()));
    const MailTools tools{executor, ca_file};
    const SteadyTime deadline = clock.steady() + patience;
    co_return co_await send_mail(tools, std::move(server), to.envelope, std::move(message), deadline);
  };
}

Notifier::Notifier(std::vector<Destination> destinations, http::Client& client, asio::any_io_executor executor,
                   Duration patience, const Clock& clock, const Log& log, Lost lost, http::Sleep sleep, SendMail mail)
    : client_{client},
      executor_{std::move(executor)},
      patience_{patience},
      clock_{clock},
      log_{log},
      lost_{std::move(lost)},
      sleep_{std::move(sleep)},
      mail_{std::move(mail)},
      ended_{executor_, SteadyTime::max()} {
  for (auto& to : destinations) lines_.push_back(std::make_unique<Line>(Line{std::move(to)}));
}

void Notifier::tell(const Event& event) {
  for (const auto& line : lines_) {
    const auto is_wanted = [&](model::Moment moment) {
      return moment == event.moment || (moment == model::Moment::failed && event.failed());
    };
    if (std::ranges::none_of(line->to.on, is_wanted)) continue;
    line->waiting.push_back(event);
    if (line->busy) continue;
    line->busy = true;
    spawn(executor_, work(*line));
  }
}

asio::awaitable<void> Notifier::work(Line& line) {
  while (!line.waiting.empty()) {
    co_await pause(line);
    const auto most = static_cast<std::ptrdiff_t>(std::min(line.to.kind->most, line.waiting.size()));
    std::vector<Event> events{line.waiting.begin(), line.waiting.begin() + most};
    line.waiting.erase(line.waiting.begin(), line.waiting.begin() + most);
    co_await send(line, std::move(events));
  }
  line.busy = false;
  ended_.cancel();
}

// What comes meanwhile is told together.
asio::awaitable<void> Notifier::pause(Line& line) {
  if (!line.told_at || line.silent) co_return;
  const auto since = std::chrono::duration_cast<Duration>(clock_.steady() - *line.told_at);
  const Duration wait = std::min(line.to.kind->pause - since, left());
  if (wait > Duration{0}) co_await sleep_(wait);
}

Duration Notifier::left() const {
  if (!until_) return patience_;
  return std::min(patience_, std::chrono::duration_cast<Duration>(*until_ - clock_.steady()));
}

http::Request Notifier::request_of(const Line& line, const std::vector<Event>& events) const {
  http::Request request = line.to.kind->request(events, line.to.url.reveal());
  if (!line.to.key.empty())
    request.headers.set(signature_header, "sha256=" + hex_of(hmac_sha256(line.to.key.reveal(), request.body)));
  return request;
}

// The status of the answer, and how long it asks to wait.
asio::awaitable<Result<int>> Notifier::deliver(const Line& line, const std::vector<Event>& events, Duration patience,
                                               std::optional<Duration>& asked) {
  if (line.to.kind->request == nullptr) {
    if (!mail_) co_return error(Errc::config, "no mail is sent here");
    const std::string message = mail_text(events, line.to.envelope, clock_.wall());
    const auto sent = co_await mail_(line.to, message, patience);
    if (!sent) co_return sent.error();
    co_return first_success;
  }
  http::Request request = request_of(line, events);
  request.timeout = patience;
  const auto answered = co_await client_.send(request);
  if (!answered) co_return answered.error();
  asked = http::parse_retry_after(answered->headers.get("Retry-After"), clock_.wall());
  co_return answered->status;
}

asio::awaitable<void> Notifier::send(Line& line, std::vector<Event> events) {
  for (;;) {
    const Duration patience = left();
    if (line.silent || patience <= Duration{0}) {
      lose(line, events, "no time was left");
      co_return;
    }
    std::optional<Duration> asked;
    const auto status = co_await deliver(line, events, patience, asked);
    line.told_at = clock_.steady();
    if (!status) {
      line.silent = true;
      lose(line, events,
           line.to.kind->request == nullptr ? status.error().message : std::string{why_of(status.error())});
      co_return;
    }
    if (*status >= first_success && *status < first_redirect) {
      log_.debug("notify: {} was told that {} is {}", line.to.name, events.back().stage,
                 to_string(events.back().moment));
      co_return;
    }
    const Duration wait = asked.value_or(usual_wait);
    if (*status != too_many || wait <= Duration{0} || wait >= left()) {
      lose(line, events, fmt::format("it answered {}", *status));
      co_return;
    }
    co_await sleep_(wait);
  }
}

void Notifier::lose(Line& line, const std::vector<Event>& events, const std::string& why) {
  const bool first = line.lost == 0;
  line.lost += events.size();
  for (const auto& event : events) {
    if (lost_) lost_(line.to.name, event);
  }
  if (!first) return;  // the rest is counted
  const Event& event = events.front();
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
