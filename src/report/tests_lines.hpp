#pragma once

#include "report/document.hpp"
#include "report/tests_document.hpp"
#include "testresult/report.hpp"

#include <string>
#include <string_view>
#include <vector>

// The lines that reports of tests are put together from.
namespace ra::report {

// One test that failed, perhaps in several jobs.
struct FailedTest {
  const testresult::Failure* first = nullptr;
  std::vector<const testresult::Failure*> all;
};
std::vector<FailedTest> by_test(const std::vector<testresult::Failure>& failures);

Line tests_verdict(const testresult::Report& report);
Line tests_numbers(const testresult::Report& report, const TestsContext& context);
Line tests_ci(const testresult::Report& report, const TestsContext& context);
Table tests_table(const testresult::Report& report);

std::string test_name(std::string_view classname, std::string_view name);  // GatewayTest › shouldRejectExpiredToken
std::string test_name(const testresult::Failure& failure);                 // without a class its suite
Line test_place(const testresult::Failure& failure, const TestsContext& context);  // a link, or nothing
Line commit_link(std::string_view sha, const TestsContext& context);
Code trace_of(const testresult::Failure& failure, std::size_t lines);  // without frames of frameworks

std::string time_words(double seconds);                           // "0.21s", "41.2s", "4m 12s"
std::string signed_number(std::uint64_t now, std::uint64_t was);  // "+14", "−3", "0"

}  // namespace ra::report
