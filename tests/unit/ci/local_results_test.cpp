#include "ci/local_results.hpp"

#include "base/files.hpp"
#include "base/time.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;
using ra::model::Failure;

namespace {

struct Clone {
  ra::test::TemporaryFolder folder;

  void results(const std::string& path, const std::string& cases) const {
    const std::string text = "<testsuite name='s'>" + cases + "</testsuite>";
    BOOST_TEST_REQUIRE(ra::write_file(folder.path() / path, text).has_value());
  }
  Failure failure(const std::string& started_at = "2020-01-01T00:00:00.000Z") const {
    Failure failure;
    failure.message = "BUILD FAILURE";
    ra::ci::local::add_tests(failure, folder.path(), started_at);
    return failure;
  }
};

const std::string surefire = "gateway/target/surefire-reports/TEST-A.xml";
const std::string red = "<testcase classname='io.A' name='one'><failure message='expected 1&#10;but 2'/></testcase>";

}  // namespace

BOOST_AUTO_TEST_SUITE(local_results)

BOOST_AUTO_TEST_CASE(failed_tests_are_counted_named_and_the_first_is_the_message) {
  Clone clone;
  clone.results(surefire, red + "<testcase name='two'><error/></testcase><testcase name='three'/>");

  const auto failure = clone.failure();

  BOOST_TEST((failure.tests_failed == 2));
  const std::vector<std::string> expected{"io.A.one: expected 1", "two"};
  BOOST_TEST(failure.tests == expected, boost::test_tools::per_element());
  BOOST_TEST(failure.message == "io.A.one: expected 1");
}

BOOST_AUTO_TEST_CASE(every_usual_place_is_looked_at_and_a_file_in_two_of_them_once) {
  for (const std::string place :
       {"target/surefire-reports/a.xml", "x/y/target/failsafe-reports/a.xml", "app/build/test-results/test/a.xml",
        "test-results/a.xml", "a/test-results/b/c.xml"}) {
    Clone clone;
    clone.results(place, red);
    BOOST_TEST((clone.failure().tests_failed == 1), place);
  }
  Clone clone;
  clone.results("target/other/a.xml", red);
  BOOST_TEST(!clone.failure().tests_failed.has_value());
}

BOOST_AUTO_TEST_CASE(what_an_earlier_job_has_left_is_not_counted) {
  Clone clone;
  clone.results(surefire, red);
  const auto file = clone.folder.path() / surefire;
  const auto start = *ra::parse_utc("2026-01-14T10:00:00.500Z");
  for (const int offset : {-1, 0, 1}) {
    const auto time = std::chrono::file_clock::from_sys(start + std::chrono::milliseconds{offset});
    fs::last_write_time(file, std::chrono::time_point_cast<fs::file_time_type::duration>(time));
    BOOST_TEST(clone.failure("2026-01-14T10:00:00.500Z").tests_failed.has_value() == (offset >= 0), offset);
  }
}

BOOST_AUTO_TEST_CASE(where_no_test_failed_the_log_speaks) {
  Clone clone;
  BOOST_TEST(clone.failure().message == "BUILD FAILURE");
  clone.results(surefire, "<testcase name='good'/>");
  BOOST_TEST(!clone.failure().tests_failed.has_value());
  BOOST_TEST(clone.failure().message == "BUILD FAILURE");
  clone.results("target/surefire-reports/broken.xml", "<");
  BOOST_TEST(clone.failure().message == "BUILD FAILURE");
  BOOST_TEST(clone.failure("no time").message == "BUILD FAILURE");
}

BOOST_AUTO_TEST_CASE(of_many_tests_twenty_are_named_and_all_counted) {
  for (const int count : {19, 20, 21}) {
    Clone clone;
    std::string cases;
    for (int i = 0; i < count; ++i) cases += fmt::format("<testcase name='t{}'><failure/></testcase>", i);
    clone.results(surefire, cases);
    const auto failure = clone.failure();
    BOOST_TEST((failure.tests_failed == count));
    BOOST_TEST(failure.tests.size() == static_cast<std::size_t>(std::min(count, 20)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
