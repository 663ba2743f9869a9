#include "parties.hpp"

#include "product/deployment.hpp"
#include "product/state.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;

namespace {

const std::string newer_digest = "sha256:" + std::string(64, 'b');

Trust with_deployer() {
  Trust trust = everybody();
  trust.parties.push_back(party("dora", 'd', {Role::deployer}));
  return trust;
}

Said deployed(int minute, bool ok = true, const std::string& digest = apim, const std::string& where = "demo",
              char seed = 'd') {
  Statement one = statement(Kind::deployment, "dora", minute, ok);
  one.product = digest;
  one.environment = where;
  return said(one, seed, with_deployer());
}

std::vector<Deployment> of_first(const std::vector<Entry>& entries) {
  return deployments_of(entries.front(), places_of(entries));
}

std::string missing(const std::vector<Said>& all) {
  std::string text;
  for (const auto& line : missing_to_deploy(Judged{entry(all)}.state, everybody(), noon)) text += line + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product_deployments)

BOOST_AUTO_TEST_CASE(a_version_is_there_until_another_one_is_brought_there) {
  const Entry first = entry({deployed(1)});
  const Entry second = entry({deployed(2, true, newer_digest)}, "3.2.0", newer_digest);
  BOOST_TEST(of_first({first}).at(0).there);
  BOOST_TEST(!of_first({first, second}).at(0).there);
  BOOST_TEST(of_first({second, first}).at(0).there);
  const Entry back = entry({deployed(1), deployed(3)});
  BOOST_TEST(of_first({back, second}).at(0).there);
  BOOST_TEST(!of_first({second, back}).at(0).there);
}

BOOST_AUTO_TEST_CASE(one_that_did_not_stay_takes_nothing_away) {
  const Entry first = entry({deployed(1)});
  const Entry second = entry({deployed(2, false, newer_digest)}, "3.2.0", newer_digest);
  BOOST_TEST(of_first({first, second}).at(0).there);
  const auto failed = of_first({second, first});
  BOOST_TEST(failed.size() == 1U);
  BOOST_TEST(!failed.at(0).there);
  BOOST_TEST(!failed.at(0).said.statement.ok);
}

BOOST_AUTO_TEST_CASE(environments_and_products_are_apart) {
  const Entry first = entry({deployed(1), deployed(1, true, apim, "live")});
  Entry other = entry({deployed(2, true, newer_digest)}, "3.2.0", newer_digest);
  other.product.name.product = "portal";
  const auto all = of_first({first, other});
  BOOST_TEST(all.size() == 2U);
  BOOST_TEST(all.at(0).environment == "demo");
  BOOST_TEST(all.at(0).there);
  BOOST_TEST(all.at(1).environment == "live");
}

BOOST_AUTO_TEST_CASE(what_no_deployer_has_signed_counts_for_nothing) {
  const Entry first = entry({deployed(1), deployed(2, true, apim, "live", 'x')});
  const Entry second = entry({deployed(3, true, newer_digest, "demo", 's')}, "3.2.0", newer_digest);
  BOOST_TEST(of_first({first, second}).size() == 1U);
  BOOST_TEST(of_first({first, second}).at(0).there);
  BOOST_TEST(of_first({second, first}).empty());
}

BOOST_AUTO_TEST_CASE(what_lacks_before_it_may_be_deployed_is_told) {
  const Said certified = said(statement(Kind::certification, "sam", 1), 's');
  Statement back = statement(Kind::revocation, "sam", 2);
  back.reason = "it leaks";
  BOOST_TEST(missing({published(), certified}).empty());
  BOOST_TEST(missing({certified}) == "nobody says that it is published\n");
  BOOST_TEST(missing({published()}) ==
             "nobody has certified it\nacme-ci has not reported\nblue-1 has not reported\nblue-2 has not reported\n");
  BOOST_TEST(missing({published(), certified, said(back, 's')}).starts_with("sam has revoked it: it leaks\n"));
}

BOOST_AUTO_TEST_SUITE_END()
