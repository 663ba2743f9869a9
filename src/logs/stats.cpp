#include "logs/stats.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "logs/own_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ra::logs {

namespace {

std::string duration_of(double seconds) {
  return format_duration(std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)});
}

json::Value number_of(double value) { return json::Value::number(fmt::format("{:.3f}", value)); }

bool is_started_again(const Execution& one, const std::vector<Execution>& all) {
  return std::ranges::any_of(all, [&](const Execution& other) {
    return other.labels.run_id == one.labels.run_id && other.labels.component == one.labels.component &&
           other.created_at > one.created_at;
  });
}

}  // namespace

std::vector<ComponentStats> stats_of(const std::vector<Execution>& executions) {
  std::map<std::string, ComponentStats> by_component;
  for (const auto& e : executions) {
    ComponentStats& stats = by_component[e.labels.component];
    stats.component = e.labels.component;
    ++stats.executions;
    if (e.state == "failed") ++stats.failed;
    const double seconds = seconds_between(e.created_at, e.stopped_at).value_or(0);
    stats.seconds += seconds;
    stats.slowest = std::max(stats.slowest, seconds);
    const bool again = is_started_again(e, executions);
    if (again || e.retried) ++stats.reruns;
    if (again) stats.lost += seconds;
  }
  std::vector<ComponentStats> all;
  for (auto& [name, stats] : by_component) all.push_back(std::move(stats));
  std::ranges::stable_sort(all, std::ranges::greater{}, &ComponentStats::mean);
  return all;
}

json::Value to_json(const std::vector<ComponentStats>& stats) {
  auto list = json::Value::array();
  for (const auto& one : stats) {
    auto value = json::Value::object();
    value.set("component", one.component).set("executions", one.executions).set("failed", one.failed);
    value.set("reruns", one.reruns).set("mean_s", number_of(one.mean())).set("slowest_s", number_of(one.slowest));
    value.set("lost_s", number_of(one.lost));
    list.push(std::move(value));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/log-stats/1").set("components", std::move(list));
  return value;
}

std::string to_text(const std::vector<ComponentStats>& stats) {
  if (stats.empty()) return "no pipeline is known that fits\n";
  ComponentStats all;
  std::size_t width = std::string_view{"component"}.size();
  for (const auto& one : stats) width = std::max(width, one.component.size());
  std::string text = fmt::format("{:<{}}  runs  failed  re-runs     mean  slowest     lost\n", "component", width);
  const auto line = [&](const ComponentStats& one) {
    return fmt::format("{:<{}}  {:>4}  {:>5.0f}%  {:>7}  {:>7}  {:>7}  {:>7}\n", one_line(one.component), width,
                       one.executions, 100.0 * static_cast<double>(one.failed) / static_cast<double>(one.executions),
                       one.reruns, duration_of(one.mean()), duration_of(one.slowest), duration_of(one.lost));
  };
  for (const auto& one : stats) {
    text += line(one);
    all.executions += one.executions;
    all.failed += one.failed;
    all.reruns += one.reruns;
    all.seconds += one.seconds;
    all.slowest = std::max(all.slowest, one.slowest);
    all.lost += one.lost;
  }
  all.component = "all";
  return text + line(all);
}

}  // namespace ra::logs
