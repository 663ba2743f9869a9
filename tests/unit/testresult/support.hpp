#pragma once

#include "testresult/collector.hpp"
#include "testresult/gather.hpp"
#include "testresult/readers.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace ra::testresult::test {

struct Read {
  Report report;
  std::string format;
  std::string problem;  // "" for none
  std::uint64_t line = 0;
};

inline Read read(std::string_view text, CollectOptions options = {}) {
  TextSource source{text};
  Collector collector{"report.xml", "", options};
  const ReadResult result = read_results(source, collector);
  Read out;
  out.report = collector.take();
  out.format = result.format;
  if (result.problem) {
    out.problem = result.problem->message;
    out.line = result.problem->line;
  }
  return out;
}

inline Read suite(const std::string& cases, CollectOptions options = {}) {
  return read("<testsuite name=\"s\">" + cases + "</testsuite>", options);
}

inline std::string fixture(const std::string& name) { return std::string{RA_FIXTURES "/junit/"} + name; }

inline Report read_fixture(const std::string& name) { return read_report(fixture(name), name, "", {}); }

// "tests passed failed errors skipped flaky"
inline std::string numbers(const Report& report) {
  std::string out;
  const Totals& t = report.totals;
  for (const auto n : {t.tests, t.passed, t.failed, t.errors, t.skipped, t.flaky}) {
    out += (out.empty() ? "" : " ") + std::to_string(n);
  }
  return out;
}

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace ra::testresult::test
