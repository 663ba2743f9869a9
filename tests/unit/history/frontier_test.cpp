#include "history/frontier.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using ra::history::Frontier;

namespace {

constexpr auto larger = [](int& there, int other) { there = std::max(there, other); };

Frontier<int> below_ten() {
  return Frontier<int>{[](int value) { return value < 10; }};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frontier)

BOOST_AUTO_TEST_CASE(a_parent_has_what_its_children_joined) {
  auto frontier = below_ten();
  frontier.give("p", 3, larger);
  frontier.give("p", 7, larger);
  frontier.give("p", 5, larger);

  BOOST_TEST(frontier.take("p").value() == 7);
  BOOST_TEST(frontier.empty());
}

BOOST_AUTO_TEST_CASE(a_commit_that_nobody_waits_for_has_nothing) {
  auto frontier = below_ten();

  BOOST_TEST(!frontier.take("p").has_value());
}

BOOST_AUTO_TEST_CASE(those_that_may_tell_something_new_are_counted) {
  auto frontier = below_ten();
  frontier.give("a", 3, larger);
  frontier.give("b", 10, larger);
  BOOST_TEST(frontier.open() == 1U);

  frontier.give("a", 12, larger);
  BOOST_TEST(frontier.open() == 0U);

  frontier.give("c", 1, larger);
  frontier.give("c", 2, larger);
  BOOST_TEST(frontier.open() == 1U);
  frontier.take("c");
  BOOST_TEST(frontier.open() == 0U);
  BOOST_TEST(!frontier.empty());
}

BOOST_AUTO_TEST_SUITE_END()
