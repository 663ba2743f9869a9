#include "testresult/gather.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"
#include "testresult/glob.hpp"
#include "testresult/place.hpp"
#include "testresult/tests_json.hpp"
#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::has;
using ra::testresult::test::numbers;
namespace json = ra::json;

namespace {

class Folder {
 public:
  void write(const std::string& name, std::string_view text) {
    BOOST_REQUIRE(ra::write_file(folder_ / name, text).has_value());
  }
  void report(const std::string& name, int failures) {
    std::string text = "<testsuite name='" + name + "'><testcase name='ok'/>";
    for (int i = 0; i < failures; ++i)
      text += "<testcase name='f" + std::to_string(i) + "'><failure>t</failure></testcase>";
    write(name, text + "</testsuite>");
  }
  std::vector<std::string> find(const std::string& pattern) const { return expand(folder_.path(), pattern); }
  Report gathered(const std::vector<Wanted>& wanted, unsigned threads = 2) const {
    GatherOptions options;
    options.folder = folder_.path();
    options.threads = threads;
    return gather(wanted, options);
  }

 private:
  ra::test::TemporaryFolder folder_;
};

using Paths = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(gathering)

BOOST_AUTO_TEST_CASE(patterns_name_files_at_any_depth) {
  Folder folder;
  for (const char* name : {"a.xml", "x/b.xml", "x/y/c.xml", "x/y/d.trx", ".git/e.xml", ".hidden/f.xml"})
    folder.report(name, 0);

  BOOST_TEST(folder.find("*.xml") == (Paths{"a.xml"}));
  BOOST_TEST(folder.find("./*.xml") == (Paths{"a.xml"}));
  BOOST_TEST(folder.find("**/*.xml") == (Paths{".hidden/f.xml", "a.xml", "x/b.xml", "x/y/c.xml"}));
  BOOST_TEST(folder.find("x/**/*.xml") == (Paths{"x/b.xml", "x/y/c.xml"}));
  BOOST_TEST(folder.find("**/y/*.{xml,trx}") == (Paths{"x/y/c.xml", "x/y/d.trx"}));
  BOOST_TEST(folder.find("x/?.xml") == (Paths{"x/b.xml"}));
  BOOST_TEST(folder.find("[ab].xml") == (Paths{"a.xml"}));
  BOOST_TEST(folder.find("[!a].xml").empty());
  BOOST_TEST(folder.find("x") == (Paths{"x/b.xml", "x/y/c.xml", "x/y/d.trx"}));
  BOOST_TEST(folder.find("x/**") == (Paths{"x/b.xml", "x/y/c.xml", "x/y/d.trx"}));
  BOOST_TEST(folder.find("a.xml") == (Paths{"a.xml"}));
  BOOST_TEST(folder.find("none.xml").empty());
}

BOOST_AUTO_TEST_CASE(a_name_with_brackets_is_found_as_it_is) {
  Folder folder;
  folder.report("a[1].xml", 0);

  BOOST_TEST(folder.find("a[1].xml") == (Paths{"a[1].xml"}));
}

BOOST_AUTO_TEST_CASE(paths_match_patterns) {
  BOOST_TEST(matches("**/*.xml", "a/b/c.xml"));
  BOOST_TEST(matches("**/*.xml", "c.xml"));
  BOOST_TEST(!matches("*.xml", "a/c.xml"));
  BOOST_TEST(matches("a*b*c", "aXbYbc"));
  BOOST_TEST(!matches("a*b*c", "aXbYb"));
}

BOOST_AUTO_TEST_CASE(a_pattern_that_matches_nothing_is_named) {
  Folder folder;
  folder.report("a.xml", 0);

  const Report report = folder.gathered({{"*.xml", ""}, {"no/**/*.xml", ""}});

  BOOST_TEST(report.totals.files == 1U);
  BOOST_REQUIRE(report.unreadable.size() == 1U);
  BOOST_TEST(report.unreadable[0].path == "no/**/*.xml");
  BOOST_TEST(!report.ok());
}

BOOST_AUTO_TEST_CASE(a_pattern_can_take_files_away) {
  Folder folder;
  folder.report("a.xml", 0);
  folder.report("b/a.xml", 1);

  BOOST_TEST(numbers(folder.gathered({{"**/*.xml", ""}, {"!b/**", ""}})) == "1 1 0 0 0 0");
}

BOOST_AUTO_TEST_CASE(a_file_that_two_patterns_name_counts_once_and_keeps_its_job) {
  Folder folder;
  folder.report("jdk11/a.xml", 1);
  folder.report("jdk17/a.xml", 1);

  const Report report = folder.gathered({{"**/*.xml", ""}, {"jdk11/*.xml", "jdk 11"}, {"jdk17/*.xml", "jdk 17"}});

  BOOST_TEST(report.totals.files == 2U);
  BOOST_REQUIRE(report.jobs.size() == 2U);
  BOOST_TEST(report.jobs[0].name == "jdk 11");
  BOOST_TEST(report.jobs[0].totals.failed == 1U);
  BOOST_TEST(report.failures.at(1).job == "jdk 17");
}

BOOST_AUTO_TEST_CASE(the_result_does_not_hang_on_threads) {
  Folder folder;
  for (int i = 0; i < 60; ++i) folder.report("r" + std::to_string(i) + ".xml", i % 7 == 0 ? 300 : i % 3);

  const std::string one = json::dump(to_json(folder.gathered({{"*.xml", ""}}, 1)));

  for (int i = 0; i < 5; ++i) BOOST_REQUIRE(json::dump(to_json(folder.gathered({{"*.xml", ""}}, 2))) == one);
  BOOST_TEST(folder.gathered({{"*.xml", ""}}).failures.size() == most_failures);
}

BOOST_AUTO_TEST_CASE(a_broken_file_among_good_ones_is_named) {
  Folder folder;
  folder.report("a.xml", 0);
  folder.write("b.xml", "");
  folder.write("c.xml", "<html></html>");
  folder.write("d.xml", "<testsuite>\n<testcase name='x'/>\n<test");

  const Report report = folder.gathered({{"*.xml", ""}});

  BOOST_TEST(report.totals.tests == 2U);
  BOOST_REQUIRE(report.unreadable.size() == 3U);
  BOOST_TEST(report.unreadable[0].path == "b.xml");
  BOOST_TEST(report.unreadable[2].line == 3U);
}

BOOST_AUTO_TEST_CASE(the_place_of_a_failure_is_found_in_traces_of_many_kinds) {
  const auto place = [](std::string_view trace, std::string_view type = "") {
    const auto found = place_in_trace(trace, type);
    return found ? found->file + ":" + std::to_string(found->line) : std::string{};
  };

  BOOST_TEST(place("java.lang.X: y\n\tat org.junit.Assert.fail(Assert.java:86)\n\tat io.Foo.help(Foo.java:3)\n\tat "
                   "io.FooTest.a(FooTest.java:9)",
                   "io.FooTest") == "io/FooTest.java:9");
  BOOST_TEST(place("\tat app//io.Foo$Bar.x(Foo.java:3)") == "io/Foo.java:3");
  BOOST_TEST(place("  File \"/w/t.py\", line 12, in test") == "/w/t.py:12");
  BOOST_TEST(place("python/test_sample.py:10: AssertionError") == "python/test_sample.py:10");
  BOOST_TEST(place("Error: x\n    at Object.<anonymous> (src/a.test.ts:7:3)") == "src/a.test.ts:7");
  BOOST_TEST(place("    at file:///w/a.mjs:7:3") == "/w/a.mjs:7");
  BOOST_TEST(place("    x_test.go:31: got 1") == "x_test.go:31");
  BOOST_TEST(place("thread 'a' panicked at src/lib.rs:5:9:") == "src/lib.rs:5");
  BOOST_TEST(place("at 10:20:30 the server at https://x.org:80 said no") == "");
}

BOOST_AUTO_TEST_CASE(files_of_reports_are_found_in_the_commit) {
  const std::vector<std::string> files{"a/src/test/java/io/FooTest.java", "b/x.py", "c/x.py", "src/x.ts"};

  BOOST_TEST(path_in(files, "io/FooTest.java") == "a/src/test/java/io/FooTest.java");
  BOOST_TEST(path_in(files, "/home/runner/work/r/r/b/x.py") == "b/x.py");
  BOOST_TEST(path_in(files, "./src/x.ts") == "src/x.ts");
  BOOST_TEST(path_in(files, "x.py") == "");
  BOOST_TEST(path_in(files, "none.py") == "");
}

BOOST_AUTO_TEST_SUITE_END()
