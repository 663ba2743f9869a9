#include "stage/approval.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::model::Phase;
using namespace ra::stage;

namespace {

const Facts some{{"commit", "a"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(approvals)

BOOST_AUTO_TEST_CASE(phase_0_asks_before_each_stage_but_the_first) {
  BOOST_TEST(approval_before(Phase::processes, "activate", some) == "");
  BOOST_TEST(approval_before(Phase::processes, "validate", some) != "");
  BOOST_TEST(approval_before(Phase::processes, "publish", some) != "");
  BOOST_TEST(approval_after(Phase::processes, "tag", some) == "");
}

BOOST_AUTO_TEST_CASE(phase_1_asks_after_each_stage_that_another_follows) {
  BOOST_TEST(approval_before(Phase::outputs, "tag", some) == "");
  BOOST_TEST(approval_after(Phase::outputs, "tag", some) != "");
  BOOST_TEST(approval_after(Phase::outputs, "publish", some) == "");
}

BOOST_AUTO_TEST_CASE(phase_2_asks_before_publishing_alone) {
  BOOST_TEST(approval_before(Phase::publish, "publish", some) != "");
  BOOST_TEST(approval_before(Phase::publish, "tag", some) == "");
  BOOST_TEST(approval_after(Phase::publish, "tag", some) == "");
}

BOOST_AUTO_TEST_CASE(phase_3_asks_nobody) {
  BOOST_TEST(approval_before(Phase::nothing, "publish", some) == "");
  BOOST_TEST(approval_after(Phase::nothing, "tag", some) == "");
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_hangs_on_the_stage_and_on_every_fact) {
  const auto digest = approval_before(Phase::processes, "tag", some);

  BOOST_TEST(digest != approval_before(Phase::processes, "merge", some));
  BOOST_TEST(digest != approval_before(Phase::processes, "tag", {{"commit", "b"}}));
  BOOST_TEST(digest != approval_before(Phase::processes, "tag", {{"commit", "a"}, {"x", ""}}));
  BOOST_TEST(digest == digest_of("tag", some));
}

BOOST_AUTO_TEST_CASE(what_nobody_approved_is_waited_for_and_another_approval_is_a_conflict) {
  const auto digest = digest_of("tag", some);
  const Approval right{.by = "me", .digest = digest, .at = ""};
  const Approval other{.by = "me", .digest = digest_of("tag", {}), .at = ""};

  const auto waiting = missing(digest, nullptr, "tag");
  const auto conflict = missing(digest, &other, "tag");

  BOOST_TEST(!missing(digest, &right, "tag"));
  BOOST_TEST(!missing("", nullptr, "tag"));
  BOOST_REQUIRE(waiting);
  BOOST_CHECK(waiting->code == Errc::approval);
  BOOST_TEST(waiting->hint == "release-action stage approve tag " + digest.substr(7, 12));
  BOOST_REQUIRE(conflict);
  BOOST_CHECK(conflict->code == Errc::conflict);
}

BOOST_AUTO_TEST_CASE(seven_digits_name_a_digest) {
  const std::string digest = "sha256:0123456789abcdef";

  BOOST_TEST(names("0123456", digest));
  BOOST_TEST(names("sha256:01234567", digest));
  BOOST_TEST(names(digest, digest));
  BOOST_TEST(!names("012345", digest));
  BOOST_TEST(!names("0123457", digest));
  BOOST_TEST(!names("sha256:", digest));
  BOOST_TEST(!names("", digest));
}

BOOST_AUTO_TEST_SUITE_END()
