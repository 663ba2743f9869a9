#include "parties.hpp"

#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

Said of_envelope(Kind kind, const std::string& envelope) {
  const auto tag = statement_tag(kind, apim, ra::oci::digest_of(envelope));
  return judge(look_at(tag, envelope, everybody()), everybody());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product_facts)

BOOST_AUTO_TEST_CASE(what_a_party_has_signed_in_its_role_counts) {
  const Said one = said(statement(Kind::report, "blue-1"), '1');
  BOOST_TEST(one.counts());
  BOOST_TEST(one.statement.by == "blue-1");
  BOOST_TEST((one.statement.name == Name{"apim", "3.1.0"}));
}

BOOST_AUTO_TEST_CASE(all_of_a_statement_comes_back) {
  Statement one = statement(Kind::certification, "sam", 7);
  one.override_policy = true;
  one.reason = "the customer \"needs\" it\ttoday";
  one.reports = {"sha256:" + std::string(64, 'c')};
  const auto read = parse_statement(to_text(one));
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(to_text(*read) == to_text(one));
  Statement report = statement(Kind::report, "blue-1", 7, false);
  report.attached = {{"output.log", "sha256:" + std::string(64, 'd'), 12}};
  BOOST_TEST(to_text(parse_statement(to_text(report)).value()) == to_text(report));
}

BOOST_AUTO_TEST_CASE(a_statement_that_was_changed_after_it_was_signed_counts_for_nothing) {
  const auto key = key_of('1');
  const std::string good = sign(statement(Kind::report, "blue-1", 0, false), key);
  const std::string lie = ra::attest::dsse_envelope(key_of('x'), ra::attest::in_toto_type,
                                                    to_text(statement(Kind::report, "blue-1", 0, true)));
  // The payload of the lie under the signature of the truth.
  const auto truth = ra::json::parse(good).value();
  auto mixed = ra::json::parse(lie).value();
  mixed.set("signatures", truth["signatures"]);
  const Said said = of_envelope(Kind::report, ra::json::dump(mixed));
  BOOST_TEST((said.standing == Said::Standing::tampered));
  BOOST_TEST(said.why == "its signature does not fit");
  BOOST_TEST(of_envelope(Kind::report, good).counts());
}

BOOST_AUTO_TEST_CASE(what_nobody_has_signed_counts_for_nothing) {
  auto envelope = ra::json::parse(sign(statement(Kind::report, "blue-1"), key_of('1'))).value();
  envelope.set("signatures", ra::json::Value::array());
  BOOST_TEST((of_envelope(Kind::report, ra::json::dump(envelope)).standing == Said::Standing::is_unsigned));
}

BOOST_AUTO_TEST_CASE(what_an_unknown_key_has_signed_counts_for_nothing_also_under_a_known_name) {
  BOOST_TEST((said(statement(Kind::report, "blue-1"), 'x').standing == Said::Standing::unknown_key));
}

BOOST_AUTO_TEST_CASE(nobody_speaks_for_another_nor_beyond_the_role) {
  const Said other = said(statement(Kind::report, "acme-ci"), '1');
  BOOST_TEST((other.standing == Said::Standing::wrong_role));
  BOOST_TEST(other.why == "blue-1 has signed what acme-ci is to have said");
  BOOST_TEST((said(statement(Kind::certification, "blue-1"), '1').standing == Said::Standing::wrong_role));
  BOOST_TEST((said(statement(Kind::report, "sam"), 's').standing == Said::Standing::wrong_role));
  BOOST_TEST((said(statement(Kind::publication, "acme-ci"), 'v').standing == Said::Standing::wrong_role));
}

BOOST_AUTO_TEST_CASE(a_good_statement_under_the_tag_of_another_product_or_kind_counts_for_nothing) {
  const std::string envelope = sign(statement(Kind::report, "blue-1"), key_of('1'));
  const std::string digest = ra::oci::digest_of(envelope);
  const std::string elsewhere = "sha256:" + std::string(64, 'e');
  for (const auto& tag :
       {statement_tag(Kind::report, elsewhere, digest), statement_tag(Kind::revocation, apim, digest)})
    BOOST_TEST((judge(look_at(tag, envelope, everybody()), everybody()).standing == Said::Standing::tampered));
}

BOOST_AUTO_TEST_CASE(whatever_else_lies_there_is_told_and_breaks_nothing) {
  for (const std::string text :
       {"", "{}", "[]", "null", R"({"payload":"!!","signatures":[]})",
        R"({"payload":"e30=","payloadType":"text/plain","signatures":[]})",
        R"({"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]})"}) {
    const Said said = of_envelope(Kind::report, text);
    BOOST_TEST((said.standing == Said::Standing::tampered));
    BOOST_TEST(!said.why.empty());
  }
  const std::string long_reason = replaced(to_text(statement(Kind::report, "blue-1")), R"("ok":true)",
                                           R"("ok":true,"reason":")" + std::string(4097, 'x') + "\"");
  BOOST_TEST(!parse_statement(long_reason).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
