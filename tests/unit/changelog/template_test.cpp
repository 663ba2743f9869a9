#include "changelog/changelog.hpp"

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::changelog;
using ra::Errc;
using ra::test::linked_style;
using ra::test::section;

namespace {

std::string rendered(const std::string& text) {
  const auto result = from_template(
      text, {section({"feat(api): one @x (#12)", "fix: two", "words"}, "1.1.0", "v1.0.0")}, linked_style());
  return result ? *result : "error: " + result.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(templates)

BOOST_AUTO_TEST_CASE(names_are_replaced_by_their_values) {
  BOOST_TEST(rendered("{{title}} {{#sections}}{{ version }} of {{date}}{{/sections}}\n") ==
             "Changelog 1.1.0 of 2026-01-14\n");
}

BOOST_AUTO_TEST_CASE(lists_are_repeated_and_tags_alone_leave_no_empty_line) {
  BOOST_TEST(
      rendered(
          "{{#sections}}\n{{#groups}}\n## {{heading}}\n{{#changes}}\n* {{description}}\n{{/changes}}\n{{/groups}}\n"
          "{{/sections}}\n{{! a comment }}\nend\n") == "## Features\n* one `@x`\n## Bug fixes\n* two\nend\n");
}

BOOST_AUTO_TEST_CASE(what_is_absent_is_skipped_and_can_be_asked_for) {
  BOOST_TEST(rendered("{{#sections}}{{#groups}}{{#changes}}{{#scope}}{{scope}}: {{/scope}}{{^scope}}none: {{/scope}}"
                      "{{#pull_request}}#{{pull_request}}{{/pull_request}};{{/changes}}{{/groups}}{{/sections}}") ==
             "api: #12;none: ;");
}

BOOST_AUTO_TEST_CASE(a_name_may_have_parts_and_come_from_outside) {
  BOOST_TEST(rendered("{{#sections}}{{#other}}{{author.name}} {{version}} {{title}}{{/other}}{{/sections}}") ==
             "Ann 1.1.0 Changelog");
}

BOOST_AUTO_TEST_CASE(three_braces_leave_the_text_as_it_is) {
  BOOST_TEST(rendered("{{#sections}}{{#groups}}{{#changes}}{{{description}}},{{/changes}}{{/groups}}{{/sections}}") ==
             "one @x,two,");
}

BOOST_AUTO_TEST_CASE(addresses_are_addresses) {
  BOOST_TEST(rendered("{{#sections}}{{compare_url}}{{/sections}}") ==
             "https://github.com/org/repo/compare/v1.0.0...v1.1.0");
}

BOOST_AUTO_TEST_CASE(mistakes_name_their_line) {
  BOOST_TEST(rendered("a\n{{verison}}") == "error: template, line 2: there is no \"verison\" here");
  BOOST_TEST(rendered("a\n\n{{#sections}}") == "error: template, line 3: {{#sections}} is not closed");
  BOOST_TEST(rendered("{{/sections}}") == "error: template, line 1: {{/sections}} closes nothing");
  BOOST_TEST(rendered("{{#sections}}{{/groups}}") == "error: template, line 1: {{/groups}} closes nothing");
  BOOST_TEST(rendered("{{title") == "error: template, line 1: {{ is not closed");
  BOOST_TEST(rendered("{{}}") == "error: template, line 1: \"\" is no name");
  BOOST_TEST(rendered("{{> part}}") == "error: template, line 1: \"> part\" is no name");
  BOOST_TEST(rendered("{{sections}}").starts_with("error: template, line 1: \"sections\" is a list"));
  BOOST_TEST((from_template("{{x}}", {}, {}).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(deep_nesting_ends_at_twenty) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "{{#title}}";
    for (int i = 0; i < depth; ++i) text += "{{/title}}";
    return text;
  };

  BOOST_TEST(rendered(nested(19)) == "");
  BOOST_TEST(rendered(nested(20)) == "");
  BOOST_TEST(rendered(nested(21)).starts_with("error: template, line 1: sections are nested too deeply"));
}

BOOST_AUTO_TEST_SUITE_END()
