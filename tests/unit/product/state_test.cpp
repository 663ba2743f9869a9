#include "parties.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;
using S = Validation::State;

namespace {

Said report(const std::string& by, char seed, int minute, bool ok) {
  return said(statement(Kind::report, by, minute, ok), seed);
}

S state_of_ci(const std::vector<Said>& all, const std::string& ci) { return Judged{entry(all)}.state.of(ci)->state; }

Said certified(int minute) { return said(statement(Kind::certification, "sam", minute), 's'); }
Said revoked(int minute) { return said(statement(Kind::revocation, "sam", minute), 's'); }

std::vector<Said> all_ok() {
  return {published(), report("acme-ci", 'v', 1, true), report("blue-1", '1', 2, true), report("blue-2", '2', 3, true)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product_states)

BOOST_AUTO_TEST_CASE(the_newest_report_of_a_ci_counts_whatever_the_order) {
  const Said first = report("blue-1", '1', 1, false);
  const Said second = report("blue-1", '1', 2, true);
  BOOST_TEST((state_of_ci({first, second}, "blue-1") == S::ok));
  BOOST_TEST((state_of_ci({second, first}, "blue-1") == S::ok));
  BOOST_TEST((state_of_ci({first}, "blue-1") == S::failed));
  BOOST_TEST((state_of_ci({first}, "blue-2") == S::pending));
}

BOOST_AUTO_TEST_CASE(of_two_reports_of_the_same_time_the_worse_one_counts) {
  const Said good = report("blue-1", '1', 1, true);
  const Said bad = report("blue-1", '1', 1, false);
  BOOST_TEST((state_of_ci({good, bad}, "blue-1") == S::failed));
  BOOST_TEST((state_of_ci({bad, good}, "blue-1") == S::failed));
}

BOOST_AUTO_TEST_CASE(what_pretends_to_be_a_report_is_shown_and_does_not_hide_a_true_one) {
  const Said pretended = said(statement(Kind::report, "blue-1", 9), 'x');
  const Said real = report("blue-1", '1', 1, false);
  BOOST_TEST((state_of_ci({pretended}, "blue-1") == S::untrusted));
  BOOST_TEST((state_of_ci({pretended, real}, "blue-1") == S::failed));
  BOOST_TEST(Judged{entry({pretended, real})}.state.ignored.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_product_that_nobody_trusted_has_published_is_not_published) {
  BOOST_TEST(!Judged{entry({})}.state.published);
  const Judged judged{entry({said(statement(Kind::publication, "acme"), 'x'), certified(1)})};
  BOOST_TEST(!judged.state.published);
  BOOST_TEST(!judged.state.ready);
  BOOST_TEST(judged.state.not_published == "its key is not in the trust file");
}

BOOST_AUTO_TEST_CASE(of_two_contents_under_one_name_the_first_that_was_published_counts) {
  const std::string later = "sha256:" + std::string(64, 'f');
  Statement other = statement(Kind::publication, "acme", 5);
  other.product = later;
  std::vector<Entry> entries{entry({said(other, 'a')}, "3.1.0", later), entry({published()})};
  settle(entries);
  BOOST_TEST(entries[0].product.digest == apim);
  BOOST_TEST(entries[0].other.empty());
  BOOST_TEST(entries[1].other == apim);
  BOOST_TEST(!state_of(entries[1], everybody()).published);
}

BOOST_AUTO_TEST_CASE(the_newest_version_comes_first) {
  std::vector<Entry> entries{entry({}, "3.9.0"), entry({}, "3.10.0"), entry({}, "3.10.0-alpha.1")};
  settle(entries);
  BOOST_TEST(entries[0].product.name.version == "3.10.0");
  BOOST_TEST(entries[2].product.name.version == "3.9.0");
}

BOOST_AUTO_TEST_CASE(it_is_ready_from_its_certification_to_a_revocation_and_from_a_new_certification_on) {
  const auto ready = [](std::vector<Said> all) {
    all.push_back(published());
    return Judged{entry(std::move(all))}.state.ready;
  };
  BOOST_TEST(!ready({}));
  BOOST_TEST(ready({certified(1)}));
  BOOST_TEST(!ready({certified(1), revoked(2)}));
  BOOST_TEST(!ready({certified(1), revoked(1)}));
  BOOST_TEST(ready({certified(1), revoked(2), certified(3)}));
  BOOST_TEST(!ready({said(statement(Kind::certification, "blue-1", 1), '1')}));
}

BOOST_AUTO_TEST_CASE(the_policy_is_met_when_all_required_are_ok) {
  const Trust trust = everybody();
  const Met met = held_against_policy(Judged{entry(all_ok())}.state, trust, noon);
  BOOST_TEST(met.missing.empty());
  BOOST_TEST(met.reports.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_lacks_is_told_by_name) {
  const Trust trust = everybody();
  const Met met = held_against_policy(
      Judged{entry({report("acme-ci", 'v', 1, false), said(statement(Kind::report, "blue-1"), 'x')})}.state, trust,
      noon);
  const std::vector<std::string> expected{"nobody says that it is published", "acme-ci has found it not OK",
                                          "the report of blue-1 is not to be trusted", "blue-2 has not reported"};
  BOOST_TEST(met.missing == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_report_may_be_as_old_as_the_policy_says_and_no_older) {
  Trust trust = everybody();
  trust.policy.required = {"blue-2"};
  trust.policy.within = std::chrono::hours{1};
  const Judged judged{entry(all_ok()), trust};
  const auto reported = noon + std::chrono::minutes{3};
  const auto missing = [&](ra::Duration age) {
    return held_against_policy(judged.state, trust, reported + age).missing.size();
  };
  BOOST_TEST(missing(std::chrono::hours{1} - ra::Duration{1}) == 0U);
  BOOST_TEST(missing(std::chrono::hours{1}) == 0U);
  BOOST_TEST(missing(std::chrono::hours{1} + ra::Duration{1}) == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_said_last_is_the_newest_also_where_a_clock_is_slow) {
  BOOST_TEST((after_all(entry({certified(5)}), noon) > certified(5).statement.at));
  BOOST_TEST((after_all(entry({certified(5)}), noon + std::chrono::hours{1}) == noon + std::chrono::hours{1}));
  BOOST_TEST((after_all(entry({said(statement(Kind::certification, "sam", 5), 'x')}), noon) == noon));
}

BOOST_AUTO_TEST_SUITE_END()
