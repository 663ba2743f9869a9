#include "deploy/dns_sides.hpp"

#include "aws/route53.hpp"

#include <boost/test/unit_test.hpp>

using ra::aws::Element;
using ra::deploy::DnsSides;
using ra::deploy::State;

namespace {

DnsSides weighted_sides() { return {.record = "demo.example.org", .type = "A"}; }

DnsSides alias_sides() {
  return {.record = "demo.example.org",
          .type = "A",
          .blue_alias = "Z2/blue.example.net",
          .green_alias = "Z3/green.example.net"};
}

std::vector<Element> weights(const std::string& blue, const std::string& green) {
  std::vector<Element> all;
  for (const auto& [side, weight] : {std::pair{"green", green}, std::pair{"blue", blue}}) {
    all.push_back(*ra::aws::parse_xml("<ResourceRecordSet><Name>demo.example.org.</Name><Type>A</Type><SetIdentifier>" +
                                      std::string{side} + "</SetIdentifier><Weight>" + weight +
                                      "</Weight><TTL>60</TTL></ResourceRecordSet>"));
  }
  return all;
}

std::vector<Element> alias_to(const std::string& name) {
  return {*ra::aws::parse_xml(
      "<ResourceRecordSet><Name>demo.example.org.</Name><Type>A</Type><AliasTarget><HostedZoneId>Z2</HostedZoneId>"
      "<DNSName>" +
      name + "</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>")};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_sides)

BOOST_AUTO_TEST_CASE(the_side_with_all_the_weight_has_the_traffic) {
  BOOST_TEST(side_of(weighted_sides(), weights("100", "0"))->what == "blue");
  BOOST_TEST(side_of(weighted_sides(), weights("0", "1"))->what == "green");
  BOOST_TEST(side_of(weighted_sides(), weights("50", "50"))->what == "blue 50, green 50");
}

BOOST_AUTO_TEST_CASE(the_other_side_is_known_only_from_a_clear_one) {
  BOOST_TEST(*ra::deploy::other_side(State{"blue"}) == "green");
  BOOST_TEST(*ra::deploy::other_side(State{"green"}) == "blue");
  BOOST_TEST(ra::deploy::other_side(State{"blue 50, green 50"}).error().message ==
             "neither blue nor green has all the traffic: blue 50, green 50");
}

BOOST_AUTO_TEST_CASE(a_switch_changes_weights_and_nothing_else) {
  const auto sides = weighted_sides();

  const auto changed = records_for(sides, weights("100", "0"), side_state(sides, "green"));

  BOOST_TEST_REQUIRE(changed->size() == 2U);
  BOOST_TEST(ra::aws::to_xml((*changed)[0]) ==
             "<ResourceRecordSet><Name>demo.example.org.</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier>"
             "<Weight>0</Weight><TTL>60</TTL></ResourceRecordSet>");
  BOOST_TEST((*changed)[1]["Weight"].text == "100");
}

BOOST_AUTO_TEST_CASE(what_was_there_comes_back_with_its_own_weights) {
  const auto sides = weighted_sides();
  const State before = *side_of(sides, weights("70", "30"));

  const auto changed = records_for(sides, weights("0", "100"), before);

  BOOST_TEST((*changed)[0]["Weight"].text == "70");
  BOOST_TEST((*changed)[1]["Weight"].text == "30");
}

BOOST_AUTO_TEST_CASE(an_alias_stands_for_one_side) {
  const auto sides = alias_sides();
  BOOST_TEST(side_of(sides, alias_to("Blue.example.net."))->what == "blue");
  BOOST_TEST(side_of(sides, alias_to("old.example.net."))->what == "old.example.net");

  const auto changed = records_for(sides, alias_to("blue.example.net."), side_state(sides, "green"));

  BOOST_TEST((*changed)[0]["AliasTarget"]["HostedZoneId"].text == "Z3");
  BOOST_TEST((*changed)[0]["AliasTarget"]["DNSName"].text == "green.example.net");
  BOOST_TEST((*changed)[0]["AliasTarget"]["EvaluateTargetHealth"].text == "true");
}

BOOST_AUTO_TEST_CASE(records_that_are_not_there_are_not_made) {
  auto sides = weighted_sides();
  sides.green = "teal";
  BOOST_TEST(side_of(sides, weights("1", "0")).error().message ==
             "the hosted zone has no record A demo.example.org with a weight and the set identifier teal");
  BOOST_TEST(side_of(alias_sides(), weights("1", "0")).error().message ==
             "the hosted zone has no record A demo.example.org that is one alias");
}

BOOST_AUTO_TEST_SUITE_END()
