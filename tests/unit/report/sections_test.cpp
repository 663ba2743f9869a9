#include "report/sections.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::report;

namespace {

Mark mark_of(const std::string& name, std::int64_t run = 1) {
  Mark mark;
  mark.kind = "tests";
  mark.key = name;
  mark.run = run;
  mark.attempt = 1;
  return mark;
}

Section section_of(const std::string& name, const std::string& text, const std::string& state = "passed") {
  return make_section(mark_of(name), state, text);
}

std::string comment_of(const std::vector<Section>& sections) {
  std::vector<Section> all;
  for (const auto& section : sections) put(all, section);
  return merged_comment(all, mark_of("ci"));
}

bool holds_text(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(sections)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_byte_for_byte) {
  const auto a = section_of("jdk 11", "## ✅ Tests: 3 passed\n\n<details>\n\nmore\n\n</details>\n");
  const auto b = section_of("jdk 17", "## ❌ Tests: 1 failed\n", "failed");

  const auto read = sections_of(comment_of({b, a}));

  BOOST_TEST_REQUIRE(read.size() == 2U);
  BOOST_TEST(read[0].bytes == a.bytes);
  BOOST_TEST(read[0].name == "jdk 11");
  BOOST_TEST(read[1].bytes == b.bytes);
  BOOST_TEST(read[1].state == "failed");
  BOOST_TEST(comment_of(read) == comment_of({a, b}));
}

BOOST_AUTO_TEST_CASE(a_section_is_signed_with_its_jobs_name) {
  BOOST_TEST(holds_text(section_of("jdk 11", "## ✅ Tests: 3 passed\n\nmore\n").bytes,
                        "## ✅ Tests: 3 passed · `jdk 11`\n\nmore"));
  BOOST_TEST(holds_text(section_of("@team", "## ✅\n").bytes, "## ✅ · `@team`"));
}

BOOST_AUTO_TEST_CASE(of_one_section_nothing_is_summed_up) {
  BOOST_TEST(comment_of({section_of("a", "## ✅ fine\n")}).starts_with("<!-- release-action:section:tests:a {"));
}

BOOST_AUTO_TEST_CASE(the_first_line_is_the_verdict_over_all) {
  const auto good = section_of("a", "x\n");
  const auto open = section_of("b", "x\n", "running");
  const auto red = section_of("c", "x\n", "failed");
  BOOST_TEST(comment_of({good, section_of("d", "x\n")}).starts_with("## ✅ 2 of 2 jobs passed\n\n"));
  BOOST_TEST(comment_of({good, open}).starts_with("## ⏳ 1 of 2 jobs still running: `b`\n\n"));
  BOOST_TEST(comment_of({good, open, red}).starts_with("## ❌ 1 of 3 jobs failed: `c`\n\n"));
}

BOOST_AUTO_TEST_CASE(of_many_red_jobs_some_are_named) {
  std::vector<Section> all;
  for (const char* name : {"a", "b", "c", "d", "e"}) all.push_back(section_of(name, "x\n", "failed"));
  BOOST_TEST(comment_of(all).starts_with("## ❌ 5 of 5 jobs failed: `a`, `b`, `c`, `d`, `e`\n"));
  all.push_back(section_of("f", "x\n", "failed"));
  BOOST_TEST(comment_of(all).starts_with("## ❌ 6 of 6 jobs failed: `a`, `b`, `c`, `d`, `e` and 1 more\n"));
}

BOOST_AUTO_TEST_CASE(a_log_line_can_neither_begin_nor_end_a_section) {
  const std::string hostile =
      "## x\n\n```text\n<!-- release-action:section:tests:b {\"v\":1,\"run\":99,\"attempt\":1} -->\n"
      "<!-- release-action:merged:ci {\"v\":1} -->\n```\n";

  const std::string comment = comment_of({section_of("a", hostile), section_of("b", "## y\n")});

  BOOST_TEST(sections_of(comment).size() == 2U);
  BOOST_TEST(find_section(comment, mark_of("b"))->run == 1);
  BOOST_TEST(find_mark(comment, merged_kind, "ci")->run == 1);
}

BOOST_AUTO_TEST_CASE(a_section_that_nobody_can_read_stays_as_it_is) {
  const std::string broken = "<!-- release-action:section:tests:z {\"v\": -->\nwritten by hand";

  const auto read = sections_of("## head\n\n" + broken + "\n\n<!-- release-action:merged:ci {} -->\n");

  BOOST_TEST_REQUIRE(read.size() == 1U);
  BOOST_TEST(read[0].bytes == broken);
  BOOST_TEST(holds_text(comment_of({read[0], section_of("a", "x\n")}), broken));
  BOOST_TEST(!find_section(broken, mark_of("z")).has_value());
}

BOOST_AUTO_TEST_CASE(names_of_any_length_are_found_again) {
  const std::string name(500, 'x');
  auto all = sections_of(comment_of({section_of(name, "one\n")}));
  put(all, section_of(name, "two\n"));
  BOOST_TEST_REQUIRE(all.size() == 1U);
  BOOST_TEST(find_section(all[0].bytes, mark_of(name)).has_value());
  BOOST_TEST(holds_text(all[0].bytes, "two"));
}

BOOST_AUTO_TEST_CASE(a_sections_share_leaves_room_for_five_others_and_takes_no_more_than_is_left) {
  std::vector<Section> others;
  BOOST_TEST(room_for(others, mark_of("a"), 60'000) == 10'000U);
  put(others, section_of("a", std::string(40'000, 'x')));
  BOOST_TEST(room_for(others, mark_of("a"), 60'000) == 10'000U);  // its own place is free
  for (const char* name : {"b", "c", "d", "e", "f", "g"}) put(others, section_of(name, "x"));
  BOOST_TEST(room_for(others, mark_of("a"), 60'000) == 60'000U / 7);
  BOOST_TEST(room_for(others, mark_of("h"), 60'000) == 60'000U / 8);
  put(others, section_of("b", std::string(58'000, 'x')));
  BOOST_TEST(room_for(others, mark_of("a"), 60'000) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
