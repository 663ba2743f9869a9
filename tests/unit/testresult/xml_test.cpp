#include "testresult/scrub.hpp"
#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::has;
using ra::testresult::test::numbers;
using ra::testresult::test::read;
using ra::testresult::test::read_fixture;
using ra::testresult::test::suite;

namespace {

std::string utf16(std::string_view ascii, bool little, bool mark) {
  std::string out;
  const auto put = [&](char high, char low) {
    out += little ? low : high;
    out += little ? high : low;
  };
  if (mark) put('\xfe', '\xff');
  for (const char c : ascii) put('\0', c);
  return out;
}

constexpr std::string_view one_failure =
    "<testsuite name='s'><testcase name='a'><failure message='m'/></testcase></testsuite>";

// Given out in pieces of `step` bytes, so that windows end anywhere.
class Drip : public TextSource {
 public:
  Drip(std::string_view text, std::size_t step) : TextSource{text}, step_{step} {}
  ra::Result<std::size_t> read(char* to, std::size_t most) override {
    return TextSource::read(to, std::min(most, step_));
  }

 private:
  std::size_t step_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(xml)

BOOST_AUTO_TEST_CASE(control_bytes_do_not_stop_the_reader) {
  std::string text{"<testcase name='a'><failure message='\x1b[31mred\x1b[0m'>\x01\x02 t\x1b[1mx</failure></testcase>"};
  text += std::string{"<testcase name='b\0c'/>", 22};

  const auto r = suite(text);

  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "2 1 1 0 0 0");
  BOOST_TEST(r.report.failures.at(0).message == "[31mred [0m");
}

BOOST_AUTO_TEST_CASE(references_to_control_characters_do_not_either) {
  const auto r = suite("<testcase name='a&#27;b&#x1B;c&#0;d&#x00;e&#8;&#xFFFF;&#xD800;&#65;'/><testcase name='b'/>");

  BOOST_TEST(r.problem == "");
  BOOST_TEST(numbers(r.report) == "2 2 0 0 0 0");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced) {
  const auto r = suite(
      "<testcase name='a\xe9'><failure message='caf\xe9 \xf0\x9f\x98 \xed\xa0\x80 \xef\xbf\xbf \xc3\xa9'/></testcase>");

  BOOST_TEST(r.problem == "");
  BOOST_TEST(r.report.failures.at(0).message == "caf? ??? ??? ??? \xc3\xa9");
}

BOOST_AUTO_TEST_CASE(where_a_window_ends_does_not_matter) {
  const std::string text =
      "\xef\xbb\xbf<testsuite name='s'><testcase name='\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80&#27;&amp;\x1b&#233;'>"
      "<failure message='\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80&#27;&amp;&#233;'/></testcase></testsuite>";
  const auto whole = read(text);
  BOOST_REQUIRE(whole.problem.empty());
  for (std::size_t step = 1; step < 30; ++step) {
    Drip source{text, step};
    Collector collector{"x", "", {}};

    const auto result = read_results(source, collector);

    BOOST_TEST(!result.problem.has_value());
    const Report report = collector.take();
    BOOST_REQUIRE(report.failures.size() == 1U);
    BOOST_TEST(report.failures[0].name == whole.report.failures.at(0).name);
    BOOST_TEST(report.failures[0].message == "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 &\xc3\xa9");
  }
}

BOOST_AUTO_TEST_CASE(utf16_is_read_with_and_without_a_mark) {
  for (const bool little : {true, false}) {
    const auto with = read(utf16(one_failure, little, true));
    BOOST_TEST(with.problem == "");
    BOOST_TEST(numbers(with.report) == "1 0 1 0 0 0");
    const auto declared = read(
        utf16("<?xml version='1.0' encoding='utf-16'?><testsuite><testcase name='\x1b'/></testsuite>", little, true));
    BOOST_TEST(declared.problem == "");
    BOOST_TEST(declared.report.totals.tests == 1U);
  }
}

BOOST_AUTO_TEST_CASE(latin1_and_windows_1252_are_read) {
  for (const char* encoding : {"ISO-8859-1", "windows-1252"}) {
    const auto r = read(std::string{"<?xml version='1.0' encoding='"} + encoding +
                        "'?><testsuite><testcase name='caf\xe9'><failure/></testcase></testsuite>");
    BOOST_TEST(r.problem == "");
    BOOST_TEST(r.report.failures.at(0).name == "caf\xc3\xa9");
  }
}

BOOST_AUTO_TEST_CASE(a_declaration_of_utf16_in_bytes_that_are_not_is_not_believed) {
  const auto r = read("<?xml version='1.0' encoding='utf-16'?><testsuite><testcase name='\xc3\xa9'/></testsuite>");

  BOOST_TEST(r.problem == "");
  BOOST_TEST(r.report.totals.tests == 1U);
}

BOOST_AUTO_TEST_CASE(empty_lines_before_the_declaration_do_not_matter_and_are_counted) {
  const auto r = read("\n\n<?xml version='1.0'?>\n<testsuite>\n<testcase name='a'/>\n<testcase");

  BOOST_TEST(r.report.totals.tests == 1U);
  BOOST_TEST(r.line == 6U);
}

BOOST_AUTO_TEST_CASE(a_truncated_file_yields_what_was_read) {
  const auto r = read_fixture("corrupt-junit__TEST-test.CorruptTest.xml");

  BOOST_TEST(numbers(r) == "1 0 1 0 0 0");
  BOOST_REQUIRE(r.unreadable.size() == 1U);
  BOOST_TEST(r.unreadable[0].line == 18U);
  BOOST_TEST(has(r.unreadable[0].message, "ends early at line 18"));
  BOOST_TEST(r.mismatches.empty());
}

BOOST_AUTO_TEST_CASE(cut_anywhere_a_file_yields_no_less_than_what_was_whole) {
  const std::string text =
      "<testsuite name='s'>\n<testcase name='a'/>\n<testcase name='b'><failure>x</failure></testcase>\n</testsuite>";
  const auto first_end = text.find("/>") + 2;
  const auto fault = text.find("<failure>") + 9;
  for (std::size_t size = 1; size < text.size(); ++size) {
    const auto r = read(text.substr(0, size));

    BOOST_TEST(r.problem != "");
    BOOST_TEST(r.report.totals.passed == (size >= first_end ? 1U : 0U));
    BOOST_TEST(r.report.totals.failed == (size >= fault ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(broken_xml_names_its_line_and_keeps_what_stood_before) {
  const auto r = read("<testsuite>\n<testcase name='a'/>\n<testcase name=<<x>>/></testsuite>");

  BOOST_TEST(r.report.totals.tests == 1U);
  BOOST_TEST(r.line == 3U);
  BOOST_TEST(has(r.problem, "not well-formed at line 3"));
}

BOOST_AUTO_TEST_CASE(an_entity_bomb_is_refused) {
  std::string text = "<?xml version='1.0'?><!DOCTYPE testsuite [<!ENTITY a0 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>";
  for (int i = 1; i < 9; ++i) {
    text += "<!ENTITY a" + std::to_string(i) + " '";
    for (int n = 0; n < 20; ++n) text += "&a" + std::to_string(i - 1) + ";";
    text += "'>";
  }
  text += "]><testsuite><testcase name='a'><failure>&a8;</failure></testcase></testsuite>";

  const auto r = read(text);

  BOOST_TEST(r.problem == "refused: its entities grow without end");
  BOOST_TEST(r.report.failures.at(0).trace.size() < 200'000U);
}

BOOST_AUTO_TEST_CASE(what_is_no_test_result_says_what_it_is) {
  BOOST_TEST(read("").problem == "the file is empty");
  BOOST_TEST(read(" \n \n").problem == "the file is empty");
  BOOST_TEST(read("<!DOCTYPE html>\n<html>").problem == "it is an HTML page, not test results");
  BOOST_TEST(read("\n<html lang='en'>").problem == "it is an HTML page, not test results");
  BOOST_TEST(read("<project><testcase/></project>").problem == "no test results: its root element is <project>");
  BOOST_TEST(has(read("hello\n").problem, "no test results in a known format"));
  BOOST_TEST(has(read(std::string(5000, ' ') + "hello").problem, "no test results in a known format"));
}

BOOST_AUTO_TEST_CASE(elements_may_be_nested_a_thousand_deep_and_no_deeper) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "<testsuite>";
    for (std::size_t i = 0; i < depth; ++i) text += "</testsuite>";
    return read(text).problem;
  };

  BOOST_TEST(nested(xml_deepest - 1) == "");
  BOOST_TEST(nested(xml_deepest) == "");
  BOOST_TEST(has(nested(xml_deepest + 1), "nested deeper than 1000"));
}

BOOST_AUTO_TEST_CASE(a_tag_that_does_not_end_is_given_up_before_it_fills_the_memory) {
  std::string text = "<testsuite><testcase name='a'/><testcase name='";
  text += std::string(xml_longest_tag + 2 * xml_window, 'x');

  const auto r = read(text + "'/></testsuite>");

  BOOST_TEST(has(r.problem, "a tag is longer than 4 MiB"));
  BOOST_TEST(r.report.totals.tests == 1U);
}

BOOST_AUTO_TEST_CASE(a_long_message_is_read_and_cut) {
  for (const std::size_t size : {4095U, 4096U, 4097U}) {
    const auto r = suite("<testcase name='a'><failure message='" + std::string(size, 'x') + "'/></testcase>");

    BOOST_TEST(r.report.failures.at(0).message.size() == std::min<std::size_t>(size, 4096));
  }
}

BOOST_AUTO_TEST_SUITE_END()
