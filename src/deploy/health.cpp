#include "deploy/health.hpp"

#include "base/text.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

constexpr std::uint64_t most_page = std::uint64_t{1} << 20U;  // of it a health page needs little
constexpr Duration longest_answer = std::chrono::seconds{30};

}  // namespace

model::Probe of_side(model::Probe probe, const std::string& side) {
  constexpr std::string_view word = "{side}";
  for (auto at = probe.url.find(word); at != std::string::npos; at = probe.url.find(word, at + side.size()))
    probe.url.replace(at, word.size(), side);
  return probe;
}

bool contains(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  for (const std::string_view part : split(pattern, '*')) {
    const auto found = text.find(part, at);
    if (found == std::string_view::npos) return false;
    at = found + part.size();
  }
  return true;
}

std::string defect_of(const Sample& sample, const model::Probe& probe) {
  if (!sample.error.empty()) return sample.error;
  if (std::ranges::find(probe.statuses, static_cast<std::size_t>(sample.status)) == probe.statuses.end())
    return fmt::format("it answers {}, not {}", sample.status, fmt::join(probe.statuses, " or "));
  if (!contains(sample.body, probe.body))
    return fmt::format("its answer does not contain `{}`: {}", one_line(probe.body, 80), one_line(sample.body, 80));
  if (probe.latency.count() > 0 && sample.took > probe.latency)
    return fmt::format("it answers after {} ms, not within {} ms", sample.took.count(), probe.latency.count());
  return {};
}

void HealthJudge::take(const Sample& sample) {
  const std::string defect = defect_of(sample, probe_);
  if (sample.error.empty()) report_.slowest = std::max(report_.slowest, sample.took);
  if (defect.empty()) {
    ++report_.good;
    ++in_a_row_;
  } else {
    ++report_.bad;
    in_a_row_ = 0;
    report_.last = defect;
  }
  report_.healthy = in_a_row_ >= probe_.good;
}

bool HealthJudge::over(SteadyTime now) const {
  if (report_.healthy) return true;
  if (report_.bad == 0) return false;  // it is on the way there
  // Too late for as many as are still wanted, with the waits before each of them.
  const auto wanted = static_cast<std::int64_t>(probe_.good - in_a_row_);
  return now + probe_.every * wanted > begin_ + probe_.within;
}

std::string to_text(const HealthReport& report, const model::Probe& probe) {
  const std::string url = http::redact_url(report.url);
  if (report.healthy)
    return fmt::format("{} is healthy: {} good answer{} in a row, the slowest after {} ms", url, probe.good,
                       probe.good == 1 ? "" : "s", report.slowest.count());
  return fmt::format("{} is not healthy: {} ({} of {} answers were good, {} in a row are wanted within {})", url,
                     report.last, report.good, report.good + report.bad, probe.good, format_duration(probe.within));
}

json::Value to_json(const HealthReport& report) {
  auto value = json::Value::object();
  value.set("url", http::redact_url(report.url)).set("healthy", report.healthy).set("good", report.good);
  value.set("bad", report.bad).set("slowest_ms", static_cast<std::int64_t>(report.slowest.count()));
  value.set("last", report.last);
  return value;
}

asio::awaitable<HealthReport> check_health(http::Client& client, const model::Probe& probe, const Clock& clock,
                                           http::Sleep sleep, std::function<void(const std::string&)> say) {
  HealthJudge judge{probe, clock.steady()};
  std::string said;
  for (;;) {
    http::Request request;
    request.url = probe.url;
    request.max_body = most_page;
    request.timeout = std::min(longest_answer, std::max(probe.within, Duration{1}));
    if (probe.latency.count() > 0) request.timeout = std::min(request.timeout, probe.latency + std::chrono::seconds{1});
    const SteadyTime asked = clock.steady();
    const auto answer = co_await client.send(request);
    Sample sample;
    sample.took = std::chrono::duration_cast<Duration>(clock.steady() - asked);
    if (answer) {
      sample.status = answer->status;
      sample.body = answer->body;
    } else {
      sample.error = answer.error().message;
    }
    judge.take(sample);
    if (judge.report().last != said) {
      said = judge.report().last;
      say(fmt::format("{}: {}", http::redact_url(probe.url), said));
    }
    if (judge.over(clock.steady())) co_return judge.report();
    co_await sleep(probe.every);
  }
}

}  // namespace ra::deploy
