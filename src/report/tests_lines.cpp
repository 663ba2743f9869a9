#include "report/tests_lines.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "report/facts.hpp"
#include "testresult/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace ra::report {

using testresult::Failure;
using testresult::Report;
using testresult::Totals;

namespace {

Line cell(std::string text, bool strong = false) { return line(words(std::move(text), strong)); }

std::string signed_time(double now, double was) {
  const double change = now - was;
  if (std::abs(change) < 0.05) return "0s";
  return (change < 0 ? "−" : "+") + time_words(std::abs(change));
}

}  // namespace

std::vector<FailedTest> by_test(const std::vector<Failure>& failures) {
  std::vector<FailedTest> tests;
  std::map<std::uint64_t, std::size_t> places;
  for (const auto& failure : failures) {
    const auto [at, is_first] = places.emplace(failure.id, tests.size());
    if (is_first) tests.push_back({&failure, {}});
    tests[at->second].all.push_back(&failure);
  }
  return tests;
}

Line tests_verdict(const Report& report) {
  const Totals& totals = report.totals;
  std::vector<std::string> parts;
  if (totals.bad() > 0) parts.push_back(number(totals.bad()) + " failed");
  parts.push_back(number(totals.passed) + " passed");
  if (totals.flaky > 0 && report.fail_flaky) parts.push_back(number(totals.flaky) + " flaky");
  if (totals.skipped > 0) parts.push_back(number(totals.skipped) + " skipped");
  if (!report.unreadable.empty()) parts.push_back(counted(report.unreadable.size(), "unreadable report"));
  std::string text = totals.tests == 0 && report.unreadable.empty() ? "none were run" : parts[0];
  for (std::size_t i = 1; i < parts.size() && totals.tests + report.unreadable.size() > 0; ++i) text += ", " + parts[i];
  return line(words(fmt::format("{} Tests: {}", !report.ok() ? "❌" : totals.tests == 0 ? "⚠️" : "✅", text)));
}

Line tests_numbers(const Report& report, const TestsContext& context) {
  std::vector<Line> parts;
  Line what = commit_link(context.sha, context);
  if (report.delta && (!report.delta->sha.empty() || !context.base_branch.empty())) {
    if (!what.empty()) append(what, words(" "));
    append(what, words("vs"));
    if (!context.base_branch.empty()) append(what, line(words(" "), code(context.base_branch)));
    if (!context.base_branch.empty() && !report.delta->sha.empty()) append(what, words(" @"));
    if (!report.delta->sha.empty()) append(what, line(words(" "), commit_link(report.delta->sha, context)));
  }
  parts.push_back(std::move(what));
  if (!report.jobs.empty()) parts.push_back(line(words(counted(report.jobs.size(), "job"))));
  parts.push_back(line(words(counted(report.totals.files, "report file"))));
  parts.push_back(line(words(time_words(report.totals.time_s))));
  return joined(parts, " · ");
}

Line tests_ci(const Report& report, const TestsContext& context) {
  const Url url = Url::of(context.ci_url);
  if (url.empty() && context.ci_status.empty()) return {};
  const std::string ours = report.ok() ? "success" : "failed";
  const std::string status = context.ci_status.empty() ? ours : context.ci_status;
  Line out = line(words(fmt::format("CI: {} ", status == "success" ? "✅" : "❌")), code(status));
  if (url.empty()) return out;
  std::string_view host = url.text();
  host.remove_prefix(host.find("://") + 3);
  host = host.substr(0, host.find('/'));
  append(out, line(words(" · "), linked(words("logs on "), url), linked(plain(host), url)));
  return out;
}

Table tests_table(const Report& report) {
  constexpr auto right = Table::Align::right;
  Table table;
  table.columns = {
      {""},           {"Tests", right}, {"Passed", right}, {"Failed", right}, {"Skipped", right}, {"Flaky", right},
      {"Time", right}};
  const Totals& now = report.totals;
  table.rows.push_back({cell("This commit", true), cell(number(now.tests)), cell(number(now.passed)),
                        cell(number(now.bad()), now.bad() > 0), cell(number(now.skipped)), cell(number(now.flaky)),
                        cell(time_words(now.time_s))});
  if (!report.delta) return table;
  const Totals& was = report.delta->base;
  table.rows.push_back(
      {cell("Change from base"), cell(signed_number(now.tests, was.tests)), cell(signed_number(now.passed, was.passed)),
       cell(signed_number(now.bad(), was.bad()), now.bad() > was.bad()), cell(signed_number(now.skipped, was.skipped)),
       cell(signed_number(now.flaky, was.flaky)), cell(signed_time(now.time_s, was.time_s))});
  return table;
}

std::string test_name(std::string_view classname, std::string_view name) {
  // The package of io.gravitee.gateway.GatewayTest is noise; of "src/x.spec.ts" or a sentence it is none.
  const bool dotted = classname.find_first_of(" /\\:") == std::string_view::npos;
  const auto dot = classname.rfind('.');
  std::string_view type =
      dotted && dot != std::string_view::npos && dot + 1 < classname.size() ? classname.substr(dot + 1) : classname;
  if (trim(name).empty()) name = "(no name)";
  if (type.empty() || type == name) return std::string{name};
  return std::string{type} + " › " + std::string{name};
}

std::string test_name(const Failure& failure) {
  return test_name(failure.classname.empty() ? failure.suite : failure.classname, failure.name);
}

Line test_place(const Failure& failure, const TestsContext& context) {
  if (failure.file.empty()) return {};
  const auto slash = failure.file.find_last_of("/\\");
  std::string shown = slash == std::string::npos ? failure.file : failure.file.substr(slash + 1);
  if (failure.line > 0) shown += fmt::format(":{}", failure.line);
  Piece piece = code(shown);
  if (!failure.in_commit || context.repository_url.empty() || context.sha.empty()) return line(piece);
  std::string address = context.repository_url + "/blob/" + context.sha + "/";
  for (const char c : failure.file) {  // what means something else in an address
    if (c == '#' || c == '?' || c == '%') {
      address += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      address += c;
    }
  }
  if (failure.line > 0) address += fmt::format("#L{}", failure.line);
  return line(linked(piece, Url::of(address)));
}

Line commit_link(std::string_view sha, const TestsContext& context) {
  if (sha.empty()) return {};
  Piece piece = code(sha.substr(0, 7));
  if (context.repository_url.empty()) return line(piece);
  return line(linked(piece, Url::of(context.repository_url + "/commit/" + std::string{sha})));
}

Code trace_of(const Failure& failure, std::size_t most) {
  Code shown;
  std::size_t hidden = 0;
  const auto end_hidden = [&] {
    if (hidden == 0) return;
    shown.lines.emplace_back(fmt::format("    … {} hidden", counted(hidden, "framework frame")));
    hidden = 0;
  };
  std::size_t left_out = 0;
  for (const auto row : lines(failure.trace)) {
    if (trim(row).empty()) continue;
    if (testresult::is_framework_frame(row)) {
      ++hidden;
      continue;
    }
    if (shown.lines.size() >= most) {
      ++left_out;
      continue;
    }
    end_hidden();
    shown.lines.push_back(log_line(row));
  }
  if (shown.lines.size() < most) end_hidden();
  if (left_out > 0 && most > 0) shown.lines.emplace_back(fmt::format("… {}", counted(left_out, "more line")));
  return shown;
}

std::string time_words(double seconds) {
  if (seconds < 10) return fmt::format("{:.2f}s", seconds);
  if (seconds < 60) return fmt::format("{:.1f}s", seconds);
  constexpr double most = 1e9;  // some tools write nanoseconds
  return format_duration(Duration{static_cast<std::int64_t>(std::min(seconds, most) * 1000)});
}

std::string signed_number(std::uint64_t now, std::uint64_t was) {
  if (now == was) return "0";
  return now > was ? "+" + number(now - was) : "−" + number(was - now);
}

}  // namespace ra::report
