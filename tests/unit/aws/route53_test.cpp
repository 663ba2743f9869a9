#include "aws/route53.hpp"

#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using ra::http::Method;
using ra::test::answer;

namespace {

struct DnsBench {
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  ra::aws::Account account{client, environment, clock, ra::aws::Credentials{"AKID", ra::Secret{"s"}, {}, {}}};
  ra::aws::Route53 dns{account, environment, "/hostedzone/Z1"};
};

std::string page(const std::string& side, const std::string& more) {
  return R"(<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>)"
         "<ResourceRecordSet><Name>demo.example.org.</Name><Type>A</Type><SetIdentifier>" +
         side + "</SetIdentifier></ResourceRecordSet></ResourceRecordSets>" + more +
         "</ListResourceRecordSetsResponse>";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(route53)

BOOST_AUTO_TEST_CASE(names_are_one_however_they_are_written) {
  BOOST_TEST(ra::aws::dns_name("WWW.Example.org.") == "www.example.org");
  BOOST_TEST(ra::aws::dns_name("\\052.example.org.") == "*.example.org");
}

BOOST_AUTO_TEST_CASE(a_change_is_written_as_route_53_reads_it) {
  const auto record = ra::aws::parse_xml(
      R"(<ResourceRecordSet xmlns="x"><Name>a&amp;b.</Name><Type>A</Type><Weight>7</Weight></ResourceRecordSet>)");

  BOOST_TEST(
      ra::aws::upsert_xml({*record}, "a < b") ==
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      R"(<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch>)"
      "<Comment>a &lt; b</Comment><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>a&amp;b.</Name>"
      "<Type>A</Type><Weight>7</Weight></ResourceRecordSet></Change></Changes></ChangeBatch>"
      "</ChangeResourceRecordSetsRequest>");
}

BOOST_AUTO_TEST_CASE(all_pages_of_one_name_are_read_and_no_more) {
  DnsBench b;
  b.client.expect(
      Method::get, "/2013-04-01/hostedzone/Z1/rrset?name=demo.example.org&type=A",
      answer(200, page("blue",
                       "<IsTruncated>true</IsTruncated><NextRecordName>demo.example.org.</NextRecordName>"
                       "<NextRecordType>A</NextRecordType><NextRecordIdentifier>green</NextRecordIdentifier>")));
  b.client.expect(Method::get, "name=demo.example.org&type=A&identifier=green",
                  answer(200, page("green",
                                   "<IsTruncated>true</IsTruncated><NextRecordName>www.example.org.</NextRecordName>"
                                   "<NextRecordType>A</NextRecordType>")));

  const auto records = ra::run_coroutine(b.dns.records("demo.example.org", "A"));

  BOOST_TEST_REQUIRE(records->size() == 2U);
  BOOST_TEST((*records)[1]["SetIdentifier"].text == "green");
  BOOST_TEST(b.client.done());
  BOOST_TEST(b.client.requests()[0].headers.get("Authorization").find("/us-east-1/route53/aws4_request") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_change_has_an_id_and_is_in_sync_one_day) {
  DnsBench b;
  const std::string pending = R"(<R><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo></R>)";
  const std::string in_sync = R"(<R><ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status></ChangeInfo></R>)";
  b.client.expect(Method::post, "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/rrset/", answer(200, pending));
  b.client.expect(Method::get, "https://route53.amazonaws.com/2013-04-01/change/C1", answer(200, in_sync));

  const auto begun = ra::run_coroutine(b.dns.upsert({}, "c"));
  const auto now = ra::run_coroutine(b.dns.change(begun->id));

  BOOST_TEST(begun->id == "C1");
  BOOST_TEST(!begun->in_sync);
  BOOST_TEST(now->in_sync);
}

BOOST_AUTO_TEST_CASE(a_zone_that_is_not_there_is_said) {
  DnsBench b;
  b.client.expect(Method::get, "rrset",
                  answer(404,
                         "<ErrorResponse><Error><Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: "
                         "Z1</Message></Error></ErrorResponse>"));

  const auto records = ra::run_coroutine(b.dns.records("demo.example.org", "A"));

  BOOST_TEST((records.error().code == ra::Errc::not_found));
  BOOST_TEST(records.error().message ==
             "asking Route 53 for demo.example.org: NoSuchHostedZone (No hosted zone found with ID: Z1)");
}

BOOST_AUTO_TEST_SUITE_END()
