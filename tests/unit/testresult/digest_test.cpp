#include "testresult/digest.hpp"

#include "unit/testresult/support.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testresult;
using ra::testresult::test::suite;

namespace {

const std::string before =
    "<testcase name='stays'/><testcase name='breaks'/><testcase name='heals'><failure/></testcase>"
    "<testcase name='sick'><failure/></testcase><testcase name='rests'/><testcase name='goes'/>";
const std::string after =
    "<testcase name='stays'/><testcase name='breaks'><failure/></testcase><testcase name='heals'/>"
    "<testcase name='sick'><error/></testcase><testcase name='rests'><skipped message='no broker'/></testcase>"
    "<testcase name='comes'><failure/></testcase>";

Report read_with_ids(const std::string& cases, const Digest* base = nullptr) {
  CollectOptions options;
  options.ids = true;
  options.base = base;
  Report report = suite(cases, options).report;
  normalize(report.ids);
  if (base != nullptr) compare(report, *base);
  return report;
}

Digest digest(const std::string& cases) { return digest_of(read_with_ids(cases), "aaaaaaa", nullptr); }

}  // namespace

BOOST_AUTO_TEST_SUITE(digests)

BOOST_AUTO_TEST_CASE(a_digest_survives_being_written_and_read) {
  const Digest written = digest(before);

  const auto read = digest_from_bytes(to_bytes(written));

  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->sha == "aaaaaaa");
  BOOST_TEST(read->ids == written.ids);
  BOOST_TEST((read->failing == written.failing));
  BOOST_TEST(read->totals.tests == 6U);
  BOOST_TEST(read->totals.failed == 2U);
}

BOOST_AUTO_TEST_CASE(the_hash_is_the_same_for_ever) {
  BOOST_TEST(hash(0, "") == 0U);
  BOOST_TEST(hash(0, "a") == 0xa4dee2074e16afa3U);
  BOOST_TEST(hash(7, "io.gravitee.gateway.GatewayTest") == 0x336efa9c81b1ea8dU);
}

BOOST_AUTO_TEST_CASE(a_digest_that_was_cut_or_changed_is_refused) {
  const std::string bytes = to_bytes(digest(before));

  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BOOST_TEST(digest_from_bytes(bytes.substr(0, size)).has_error());
  }
  std::string changed = bytes;
  changed.back() = static_cast<char>(changed.back() ^ 4);
  BOOST_TEST(digest_from_bytes(changed).has_error());
}

BOOST_AUTO_TEST_CASE(the_change_from_the_base_is_counted_and_named) {
  const Digest base = digest(before);

  const Report report = read_with_ids(after, &base);

  BOOST_REQUIRE(report.delta.has_value());
  BOOST_TEST(report.delta->new_failures == 2U);
  BOOST_TEST(report.delta->already_failing == 1U);
  BOOST_TEST(report.delta->fixed == 1U);
  BOOST_TEST(report.delta->added == 1U);
  BOOST_TEST(report.delta->removed == 1U);
  BOOST_TEST(report.delta->newly_skipped == 1U);
  BOOST_TEST(report.fixed.at(0).name == "heals");
  BOOST_TEST(report.newly_skipped.at(0).name == "rests");
  BOOST_TEST(report.newly_skipped.at(0).message == "no broker");
  BOOST_TEST((report.failures.at(0).base == State::passed));
  BOOST_TEST((report.failures.at(1).base == State::failed));
  BOOST_TEST(report.failures.at(1).since == "aaaaaaa");
  BOOST_TEST((report.failures.at(2).base == State::absent));
}

BOOST_AUTO_TEST_CASE(since_when_a_test_fails_is_handed_on_from_digest_to_digest) {
  const Digest first = digest(before);
  const Digest second = digest_of(read_with_ids(after, &first), "bbbbbbb", &first);

  const Report third = read_with_ids(after, &second);

  BOOST_TEST(third.failures.at(0).since == "bbbbbbb");
  BOOST_TEST(third.failures.at(1).since == "aaaaaaa");
}

BOOST_AUTO_TEST_CASE(nothing_changed_is_all_zero) {
  const Digest base = digest(before);

  const Report report = read_with_ids(before, &base);

  BOOST_TEST(report.delta->new_failures == 0U);
  BOOST_TEST(report.delta->already_failing == 2U);
  BOOST_TEST(report.delta->added + report.delta->removed + report.delta->fixed + report.delta->newly_skipped == 0U);
}

BOOST_AUTO_TEST_CASE(a_flaky_test_has_passed_in_the_digest) {
  const auto report = read_with_ids("<testcase name='a'><failure/></testcase><testcase name='a'/>");

  BOOST_REQUIRE(report.ids.size() == 1U);
  BOOST_TEST((state_of(report.ids[0]) == State::passed));
}

BOOST_AUTO_TEST_CASE(of_several_states_the_worst_counts) {
  const std::uint64_t id = 400;
  std::vector<std::uint64_t> ids{with_state(id, State::passed), with_state(id, State::failed),
                                 with_state(id, State::skipped)};

  normalize(ids);

  BOOST_REQUIRE(ids.size() == 1U);
  BOOST_TEST((state_of(ids[0]) == State::failed));
}

BOOST_AUTO_TEST_CASE(twelve_thousand_tests_take_about_100_kilobytes) {
  std::string cases;
  for (int i = 0; i < 12'500; ++i) cases += "<testcase name='" + std::to_string(i) + "'/>";

  BOOST_TEST(to_bytes(digest(cases)).size() < 101'000U);
}

BOOST_AUTO_TEST_SUITE_END()
