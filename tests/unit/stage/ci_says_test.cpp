#include "stage/ci_says.hpp"

#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using namespace std::chrono_literals;
using namespace ra::stage;
using ra::Errc;
using ra::Result;
using ra::forge::CheckRun;

namespace {

const ra::git::Sha some_commit(40, 'a');

// A commit of which CI says this, forever.
struct Ci {
  ra::model::Config config = {};
  ra::git::Repository repository{".", "origin"};
  ra::Log log;
  std::vector<std::string> writes = {};
  ra::test::FakeStatuses statuses{writes};
  Context context{config, repository, repository, log};
  ra::model::StageCommand check{.name = "ci", .run = {}, .timeout = 20ms, .statuses = {"build"}, .start_timeout = 10ms};

  Ci() {
    config.ci.poll_first = 1ms;
    config.ci.poll_most = 4ms;
    context.statuses = &statuses;
    context.dry_run = false;
  }

  void says(const std::string& name, ra::forge::State state) {
    statuses.all.push_back({state, name, "", "link of " + name});
  }
  void checked(const std::string& name, const std::string& conclusion) {
    CheckRun run;
    run.name = name;
    run.conclusion = conclusion;
    run.link = "run of " + name;
    statuses.checks.push_back(run);
  }

  Result<CiSays> ask() {
    std::optional<Result<CiSays>> result;
    const auto main = [&]() -> boost::asio::awaitable<void> { result = co_await ask_ci(context, check, some_commit); };
    ra::test::run_coroutine(main);
    return *result;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ci_says)

BOOST_AUTO_TEST_CASE(all_that_are_asked_for_are_green) {
  Ci ci;
  ci.check.statuses = {"Build", "lint"};
  ci.says("build", ra::forge::State::success);
  ci.checked("lint", "neutral");
  ci.says("other", ra::forge::State::failure);

  const auto says = ci.ask();

  BOOST_REQUIRE(says);
  BOOST_TEST(!says->red);
  const Facts expected{{"status:Build", "link of build"}, {"status:lint", "run of lint"}};
  BOOST_CHECK(says->facts == expected);
}

BOOST_AUTO_TEST_CASE(a_red_one_is_not_waited_upon) {
  Ci ci;
  ci.check.statuses = {"build", "lint"};
  ci.says("build", ra::forge::State::pending);
  ci.checked("lint", "cancelled");

  const auto says = ci.ask();

  BOOST_REQUIRE(says);
  BOOST_REQUIRE(says->red);
  BOOST_TEST(says->red->message == "lint is red (cancelled): run of lint");
}

BOOST_AUTO_TEST_CASE(a_status_and_a_check_run_of_one_name_both_count) {
  Ci ci;
  ci.says("build", ra::forge::State::success);
  ci.checked("build", "failure");

  const auto says = ci.ask();

  BOOST_REQUIRE(says);
  BOOST_TEST((says->red && says->red->message == "build is red (failure): run of build"));
}

BOOST_AUTO_TEST_CASE(what_runs_for_too_long_is_red) {
  Ci ci;
  ci.checked("build", "");

  const auto says = ci.ask();

  BOOST_REQUIRE(says);
  BOOST_REQUIRE(says->red);
  BOOST_TEST(says->red->message == "not green within 0s: build");
}

BOOST_AUTO_TEST_CASE(what_never_comes_is_told_from_what_is_red) {
  Ci ci;
  ci.checked("Build it", "success");

  const auto says = ci.ask();

  BOOST_REQUIRE(!says);
  BOOST_CHECK(says.error().code == Errc::unavailable);
  BOOST_TEST(says.error().message == "ci: CI has said nothing of aaaaaaa within 0s: build");
  BOOST_TEST(says.error().hint == "there are: Build it");
}

BOOST_AUTO_TEST_CASE(without_a_forge_only_a_dry_run_goes_on) {
  Ci ci;
  ci.context.statuses = nullptr;

  const auto refused = ci.ask();
  ci.context.dry_run = true;
  const auto passed_over = ci.ask();

  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().code == Errc::unauthorized);
  BOOST_REQUIRE(passed_over);
  BOOST_TEST(passed_over->facts.at("status:ci") == "not asked: there is no token");
}

BOOST_AUTO_TEST_SUITE_END()
