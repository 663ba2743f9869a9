// Test results as a stranger would write them: nothing may crash, hang or take more than its room, and the numbers add
// up.
#include "fuzz/page.hpp"
#include "report/tests_document.hpp"
#include "testresult/collector.hpp"
#include "testresult/readers.hpp"
#include "testresult/tests_json.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  testresult::TextSource source{{reinterpret_cast<const char*>(data), size}};
  testresult::CollectOptions options;
  options.ids = true;
  testresult::Collector collector{"fuzz", "", options};
  const auto result = testresult::read_results(source, collector);
  const auto report = collector.take();
  const auto& t = report.totals;
  if (t.tests != t.passed + t.failed + t.errors + t.skipped || t.flaky > t.passed) std::abort();
  if (report.ids.size() != t.tests) std::abort();
  if (!json::parse(testresult::dump_harmless(testresult::to_json(report)))) std::abort();
  report::TestsContext context;
  context.ci_url = "https://example.com/";
  const std::string page = report::tests_markdown_within(report, context, report::comment_budget);
  if (page.size() > report::comment_budget) std::abort();
  fuzz::hold_markdown(page, [&](const std::string& url) { return url.starts_with(context.ci_url); });
  fuzz::hold_terminal(report::tests_terminal(report, context, report::TerminalStyle{}));
  return 0;
}
