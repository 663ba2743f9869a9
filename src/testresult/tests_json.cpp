#include "testresult/tests_json.hpp"

#include <fmt/format.h>

namespace ra::testresult {

namespace {

json::Value number(double value) { return json::Value::number(fmt::format("{:.3f}", value)); }
json::Value number(std::uint64_t value) { return json::Value::number(std::to_string(value)); }

json::Value text_or_null(const std::string& text) { return text.empty() ? json::Value{} : json::Value{text}; }
json::Value line_or_null(std::uint64_t line) { return line == 0 ? json::Value{} : number(line); }

json::Value totals_json(const Totals& totals) {
  auto value = json::Value::object();
  value.set("files", number(totals.files)).set("suites", number(totals.suites)).set("tests", number(totals.tests));
  value.set("passed", number(totals.passed)).set("failed", number(totals.failed));
  value.set("errors", number(totals.errors)).set("skipped", number(totals.skipped));
  value.set("flaky", number(totals.flaky)).set("time_s", number(totals.time_s));
  return value;
}

json::Value is_new(const Failure& failure) {
  return failure.base ? json::Value{*failure.base != State::failed} : json::Value{};
}

json::Value failure_json(const Failure& failure) {
  auto value = json::Value::object();
  value.set("suite", failure.suite).set("classname", failure.classname).set("name", failure.name);
  value.set("kind", failure.kind == Outcome::error ? "error" : "failure").set("message", failure.message);
  value.set("file", text_or_null(failure.file)).set("line", line_or_null(failure.line));
  value.set("time_s", number(failure.time_s)).set("flaky", failure.flaky);
  value.set("type", failure.type).set("trace", failure.trace).set("tries", failure.tries);
  value.set("new", is_new(failure)).set("since", text_or_null(failure.since));
  value.set("job", text_or_null(failure.job)).set("path", failure.path);
  return value;
}

json::Value named_json(const std::vector<Named>& list) {
  auto array = json::Value::array();
  for (const auto& named : list) {
    auto value = json::Value::object();
    value.set("classname", named.classname).set("name", named.name).set("message", named.message);
    value.set("time_s", number(named.time_s));
    array.push(std::move(value));
  }
  return array;
}

json::Value delta_json(const Report& report) {
  if (!report.delta) return {};
  const Delta& delta = *report.delta;
  auto value = json::Value::object();
  value.set("sha", text_or_null(delta.sha)).set("base", totals_json(delta.base));
  value.set("new_failures", number(delta.new_failures)).set("already_failing", number(delta.already_failing));
  value.set("fixed", number(delta.fixed)).set("added", number(delta.added)).set("removed", number(delta.removed));
  value.set("newly_skipped", number(delta.newly_skipped));
  value.set("fixed_tests", named_json(report.fixed)).set("newly_skipped_tests", named_json(report.newly_skipped));
  return value;
}

}  // namespace

json::Value to_json(const Report& report) {
  auto failures = json::Value::array();
  for (const auto& failure : report.failures) failures.push(failure_json(failure));
  for (const auto& failure : report.flaky) failures.push(failure_json(failure));
  auto unreadable = json::Value::array();
  for (const auto& one : report.unreadable) {
    auto value = json::Value::object();
    value.set("path", one.path).set("line", line_or_null(one.line)).set("message", one.message);
    unreadable.push(std::move(value));
  }
  auto mismatches = json::Value::array();
  for (const auto& one : report.mismatches) {
    auto value = json::Value::object();
    value.set("path", one.path).set("suite", one.suite).set("what", one.what);
    value.set("stated", number(one.stated)).set("counted", number(one.counted));
    mismatches.push(std::move(value));
  }
  auto jobs = json::Value::array();
  for (const auto& job : report.jobs) {
    auto value = json::Value::object();
    value.set("name", job.name).set("totals", totals_json(job.totals));
    jobs.push(std::move(value));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/tests/1").set("ok", report.ok()).set("totals", totals_json(report.totals));
  value.set("failures", std::move(failures)).set("failures_not_listed", number(report.not_listed));
  value.set("unreadable", std::move(unreadable)).set("mismatches", std::move(mismatches));
  value.set("slowest", named_json(report.slowest)).set("jobs", std::move(jobs)).set("delta", delta_json(report));
  return value;
}

std::string dump_harmless(const json::Value& value) {
  const std::string text = json::dump_pretty(value);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view{text}.substr(i);
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '<' || c == '>' || c == '&' || c == 0x7f) {
      out += fmt::format("\\u{:04x}", c);
    } else if (rest.starts_with("##[")) {
      out += "##\\u005b";
      i += 2;
    } else if ((rest >= "\u202a" && rest.substr(0, 3) <= "\u202e") ||
               (rest >= "\u2066" && rest.substr(0, 3) <= "\u2069")) {
      const unsigned point = ((c & 0xfU) << 12U) | ((static_cast<unsigned char>(text[i + 1]) & 0x3fU) << 6U) |
                             (static_cast<unsigned char>(text[i + 2]) & 0x3fU);
      out += fmt::format("\\u{:04x}", point);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace ra::testresult
