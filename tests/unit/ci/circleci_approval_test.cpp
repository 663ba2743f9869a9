#include "ci/circleci_approval.hpp"

#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::test;
using ra::http::Method;

namespace {

using Who = std::vector<std::string>;

ra::Result<Who> passed(const std::string& items) {
  ScriptedClient client;
  client.expect(Method::get, "/api/v2/workflow/5034460f/job",
                json_answer(200, R"({"items": [)" + items + R"(], "next_page_token": null})"));
  ra::Result<Who> result = Who{};
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    ra::ci::CircleciApprovals wanted;
    wanted.base_url = "https://ci.example";
    wanted.token = ra::Secret{"CCIPAT_the_token"};
    wanted.workflow = "5034460f";
    wanted.job = "hold";
    result = co_await ra::ci::circleci_approvals(client, wanted);
  });
  BOOST_TEST(client.done());
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(circleci_approval_jobs)

BOOST_AUTO_TEST_CASE(who_pressed_the_button_is_named) {
  const auto who = passed(R"({"name": "build", "type": "build", "status": "success"},
                             {"name": "hold", "type": "approval", "status": "success", "approved_by": "1f4c-ann"})");

  BOOST_REQUIRE(who);
  BOOST_TEST(*who == Who{"1f4c-ann"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_has_while_it_is_on_hold_or_after_it_was_cancelled) {
  for (const char* status : {"on_hold", "canceled", "blocked", "not_run"}) {
    const auto who = passed(std::string{R"({"name": "hold", "type": "approval", "status": ")"} + status + R"("})");
    BOOST_REQUIRE(who);
    BOOST_TEST(who->empty(), status);
  }
}

BOOST_AUTO_TEST_CASE(a_job_that_is_no_approval_says_that_nobody_ever_could) {
  const auto who = passed(R"({"name": "hold", "type": "build", "status": "success", "approved_by": "x"},
                             {"name": "other", "type": "approval", "status": "success", "approved_by": "x"})");

  BOOST_REQUIRE(!who);
  BOOST_CHECK(who.error().code == ra::Errc::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
