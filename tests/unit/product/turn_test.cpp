#include "parties.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;

namespace {

Said good(const std::string& by, char seed, bool ok = true) { return said(statement(Kind::report, by, 1, ok), seed); }

std::size_t turns(const std::string& who, std::vector<Said> all) {
  const Trust trust = everybody();
  all.push_back(published());
  return turn_of(*trust.named(who), {entry(std::move(all))}, trust).now.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(whose_turn_it_is)

BOOST_AUTO_TEST_CASE(the_vendors_ci_begins_and_the_customers_go_on_one_after_the_other) {
  const Said vendor = good("acme-ci", 'v');
  const Said first = good("blue-1", '1');
  BOOST_TEST(turns("acme-ci", {}) == 1U);
  BOOST_TEST(turns("blue-1", {}) == 0U);
  BOOST_TEST(turns("blue-2", {}) == 0U);
  BOOST_TEST(turns("acme-ci", {vendor}) == 0U);
  BOOST_TEST(turns("blue-1", {vendor}) == 1U);
  BOOST_TEST(turns("blue-2", {vendor}) == 0U);
  BOOST_TEST(turns("blue-2", {first}) == 0U);
  BOOST_TEST(turns("blue-2", {vendor, first}) == 1U);
}

BOOST_AUTO_TEST_CASE(after_a_red_report_nobody_goes_on) {
  BOOST_TEST(turns("blue-1", {good("acme-ci", 'v', false)}) == 0U);
  BOOST_TEST(turns("acme-ci", {good("acme-ci", 'v', false)}) == 0U);
}

BOOST_AUTO_TEST_CASE(a_report_that_is_not_to_be_trusted_lets_nobody_go_on_and_holds_nobody_up) {
  BOOST_TEST(turns("blue-1", {good("acme-ci", 'x')}) == 0U);
  BOOST_TEST(turns("acme-ci", {good("acme-ci", 'x')}) == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_not_published_is_nobodys_turn_and_the_oldest_version_comes_first) {
  const Trust trust = everybody();
  const Party& vendor = *trust.named("acme-ci");
  BOOST_TEST(turn_of(vendor, {entry({})}, trust).now.empty());
  const auto turn = turn_of(vendor, {entry({published()}, "3.2.0"), entry({published()}, "3.1.0")}, trust);
  BOOST_TEST_REQUIRE(turn.now.size() == 2U);
  BOOST_TEST(turn.now.front().name.version == "3.1.0");
}

BOOST_AUTO_TEST_CASE(who_waits_is_told_for_whom) {
  const Trust trust = everybody();
  const auto turn = turn_of(*trust.named("blue-2"), {entry({published(), good("blue-1", '1')})}, trust);
  BOOST_TEST_REQUIRE(turn.later.size() == 1U);
  BOOST_TEST(turn.later.front().second == std::vector<std::string>{"acme-ci"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
