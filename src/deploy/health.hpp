#pragma once

#include "base/time.hpp"
#include "deploy/record.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"
#include "model/config_deploy.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace ra::deploy {

// One answer, or none.
struct Sample {
  int status = 0;
  std::string_view body = {};
  Duration took{0};
  std::string error = {};  // why there was no answer
};

// With {side} of its address named.
model::Probe of_side(model::Probe probe, const std::string& side);

// Whether `text` contains `pattern`, whose * stand for anything.
bool contains(std::string_view text, std::string_view pattern);

// Why it is not a good one; empty: it is.
std::string defect_of(const Sample& sample, const model::Probe& probe);

struct HealthReport {
  std::string url;
  bool healthy = false;
  std::size_t good = 0;  // answers
  std::size_t bad = 0;
  Duration slowest{0};
  std::string last;  // what was wrong with the last bad one
};

// Judges answer after answer; never asks, never reads a clock.
class HealthJudge {
 public:
  HealthJudge(const model::Probe& probe, SteadyTime begin) : probe_{probe}, begin_{begin} { report_.url = probe.url; }

  void take(const Sample& sample);
  bool over(SteadyTime now) const;  // it is healthy, or there is no time for another answer
  const HealthReport& report() const { return report_; }

 private:
  const model::Probe& probe_;
  SteadyTime begin_;
  HealthReport report_;
  std::size_t in_a_row_ = 0;
};

// "3 good answers of https://…, the slowest after 12ms", or what is wrong with it.
std::string to_text(const HealthReport& report, const model::Probe& probe);
json::Value to_json(const HealthReport& report);

// Asks until it is over. No answer is repeated by the client and no redirect is followed: each is judged.
boost::asio::awaitable<HealthReport> check_health(http::Client& client, const model::Probe& probe, const Clock& clock,
                                                  http::Sleep sleep, std::function<void(const std::string&)> say);

}  // namespace ra::deploy
