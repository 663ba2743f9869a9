#include "event/event.hpp"

#include <boost/test/unit_test.hpp>

using ra::event::Event;
using ra::event::Kind;

namespace {

Event event_of(std::map<std::string, std::string, std::less<>> variables) {
  ra::Environment environment;
  environment.variables = {{"CIRCLECI", "true"},
                           {"CIRCLE_PROJECT_USERNAME", "gravitee-io"},
                           {"CIRCLE_PROJECT_REPONAME", "release"},
                           {"CIRCLE_SHA1", "9c1f0ad"},
                           {"CIRCLE_BUILD_NUM", "127"},
                           {"CIRCLE_BUILD_URL", "https://circleci.com/gh/gravitee-io/release/127"}};
  environment.variables.merge(variables);
  return ra::event::read_event(environment).value().value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci_event)

BOOST_AUTO_TEST_CASE(a_branch_without_a_pull_request_is_a_push) {
  const auto event = event_of({{"CIRCLE_BRANCH", "3.1.x"}});

  BOOST_TEST((event.kind == Kind::push));
  BOOST_TEST(event.repository == "gravitee-io/release");
  BOOST_TEST(event.run == 127);
}

BOOST_AUTO_TEST_CASE(a_pull_request_is_known_by_its_address_and_its_base_is_not) {
  const auto event = event_of({{"CIRCLE_BRANCH", "dry-3.1.68"},
                               {"CIRCLE_PULL_REQUEST", "https://git.example.com/gravitee-io/release/pull/42"}});

  BOOST_TEST((event.kind == Kind::pull_request));
  BOOST_TEST(event.number == 42);
  BOOST_TEST(event.base.empty());
  BOOST_TEST(!event.from_fork);
  BOOST_TEST(event.repository_link == "https://git.example.com/gravitee-io/release");
}

BOOST_AUTO_TEST_CASE(a_fork_is_known_by_its_variables_or_by_its_branch) {
  BOOST_TEST(
      event_of({{"CIRCLE_BRANCH", "pull/7"}, {"CIRCLE_PR_NUMBER", "7"}, {"CIRCLE_PR_USERNAME", "stranger"}}).from_fork);
  BOOST_TEST(event_of({{"CIRCLE_BRANCH", "pull/7"}}).from_fork);
}

BOOST_AUTO_TEST_CASE(a_tag_is_a_tag_whatever_else_is_set) {
  const auto event = event_of({{"CIRCLE_TAG", "3.1.68"}, {"CIRCLE_PULL_REQUEST", "https://github.com/o/r/pull/42"}});

  BOOST_TEST((event.kind == Kind::tag));
  BOOST_TEST(event.tag == "3.1.68");
}

BOOST_AUTO_TEST_CASE(without_branch_and_tag_nothing_is_known) { BOOST_TEST((event_of({}).kind == Kind::unknown)); }

BOOST_AUTO_TEST_SUITE_END()
