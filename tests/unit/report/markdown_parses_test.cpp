// What GitHub's own parser (cmark-gfm) makes of the reports; where it is not installed this is skipped.
#include "base/files.hpp"
#include "report/render.hpp"
#include "support/temporary_folder.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>
#include <string_view>

using namespace ra;
using ra::test::count;

namespace {

bool has_cmark() { return std::system("command -v cmark-gfm >/dev/null 2>&1") == 0; }  // NOLINT(*-env33-c)

std::string parsed(const std::string& markdown) {
  const test::TemporaryFolder folder;
  BOOST_REQUIRE(write_file(folder / "report.md", markdown).has_value());
  const std::string command = "cd " + folder.path().string() +
                              " && cmark-gfm --unsafe -e table -e autolink -e strikethrough report.md > report.html";
  BOOST_REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(*-env33-c)
  return *read_file(folder / "report.html", 10'000'000);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(markdown_parses)

BOOST_AUTO_TEST_CASE(every_row_of_every_table_is_one) {
  if (!has_cmark()) {
    BOOST_TEST_MESSAGE("skipped: cmark-gfm is not installed");
    return;
  }
  for (const auto& run : {test::red_run(), test::hostile_run()}) {
    const std::string page = parsed(report::markdown(run));

    BOOST_TEST(count(page, "<table>") == 3U);
    BOOST_TEST(count(page, "<tr>") == 3U + 2 + 20 + 2);
    BOOST_TEST(count(page, "<details>") == count(page, "</details>"));
    BOOST_TEST(count(page, "<pre") == 2U);
  }
}

BOOST_AUTO_TEST_CASE(nothing_of_a_stranger_gets_out_of_its_code) {
  if (!has_cmark()) {
    BOOST_TEST_MESSAGE("skipped: cmark-gfm is not installed");
    return;
  }

  const std::string page = parsed(report::markdown(test::hostile_run()));

  BOOST_TEST(count(page, "<script") == 0U);
  BOOST_TEST(count(page, "<img") == 0U);
  BOOST_TEST(count(page, "href=\"https://evil") == 0U);
  std::size_t outside = 0;  // mentions that do not stand in code
  for (auto at = page.find("@team"); at != std::string::npos; at = page.find("@team", at + 1)) {
    const auto open = page.rfind("<code", at);
    const auto close = page.rfind("</code>", at);
    if (open == std::string::npos || (close != std::string::npos && close > open)) ++outside;
  }
  BOOST_TEST(outside == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
