#include "cli/forge_check.hpp"

#include "support/fake_forge.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using ra::Errc;

namespace {

struct ForgeCheckBench {
  ra::test::FakeForge forge;
  ra::model::Plan plan;

  ForgeCheckBench() {
    plan.version = "3.1.68";
    plan.branch = "3.1.x";
    forge.access_there.branch_rules->there = true;
    forge.access_there.branch_rules->required = {"build", "Release-Action/dry-run"};
  }

  // severity and code of each finding.
  std::vector<std::string> findings() {
    std::vector<std::string> said;
    ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> {
      const auto found = co_await ra::cli::check_forge(forge, plan);
      for (const auto& f : found) {
        said.push_back(std::string{ra::model::to_string(f.severity)} + " " + f.code);
      }
    });
    return said;
  }

  void expect(const std::vector<std::string>& expected) {
    BOOST_TEST(findings() == expected, boost::test_tools::per_element());
  }
};

std::string repository_in(std::map<std::string, std::string, std::less<>> variables, const std::string& remote) {
  ra::Environment environment;
  environment.variables = std::move(variables);
  return ra::cli::forge_repository(environment, remote);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forge_check)

BOOST_AUTO_TEST_CASE(a_gate_that_holds_has_no_findings) { ForgeCheckBench{}.expect({}); }

BOOST_AUTO_TEST_CASE(a_branch_that_does_not_demand_the_dry_run_is_a_warning) {
  ForgeCheckBench b;
  b.forge.access_there.branch_rules->required = {"build"};
  b.expect({"warning branch-rule-missing"});
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_not_there_is_left_to_git) {
  ForgeCheckBench b;
  b.forge.access_there.branch_rules = ra::forge::BranchRules{};
  b.expect({});
}

BOOST_AUTO_TEST_CASE(rules_that_the_token_may_not_read_and_a_forge_that_is_down_are_warnings) {
  ForgeCheckBench b;
  b.forge.access_there.branch_rules = ra::error(Errc::unauthorized, "403");
  b.expect({"warning token-permissions"});
  b.forge.access_there.branch_rules = ra::error(Errc::unavailable, "503");
  b.expect({"warning forge-unreachable"});
}

BOOST_AUTO_TEST_CASE(releases_that_cannot_be_read_are_a_warning_too) {
  ForgeCheckBench b;
  b.forge.releases_there.there = ra::error(Errc::rate_limited, "429");
  b.expect({"warning forge-unreachable"});
  b.forge.releases_there.there = ra::error(Errc::unauthorized, "403");
  b.expect({"warning token-permissions"});
}

BOOST_AUTO_TEST_CASE(the_plans_branch_and_version_are_asked_for) {
  ForgeCheckBench b;
  b.expect({});
  BOOST_TEST(b.forge.access_there.asked == "3.1.x");
  BOOST_TEST(b.forge.releases_there.asked == "3.1.68");
}

BOOST_AUTO_TEST_CASE(each_finding_says_what_to_do) {
  ForgeCheckBench b;
  b.forge.access_there.rights->can_push = false;
  b.forge.access_there.branch_rules->required = {};
  b.forge.releases_there.there = ra::forge::Release{};
  ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto found = co_await ra::cli::check_forge(b.forge, b.plan);
    BOOST_TEST(found.size() == 3U);
    for (const auto& f : found) BOOST_TEST(!f.hint.empty(), f.code);
  });
}

BOOST_AUTO_TEST_CASE(a_token_that_cannot_even_read_ends_the_questions) {
  ForgeCheckBench b;
  b.forge.access_there.rights = ra::error(Errc::not_found, "404");
  b.forge.access_there.branch_rules = ra::error(Errc::unavailable, "503");
  b.expect({"warning token-permissions"});
}

BOOST_AUTO_TEST_CASE(a_token_that_cannot_write_is_a_warning_and_one_that_is_told_nothing_is_none) {
  ForgeCheckBench b;
  b.forge.access_there.rights->can_push = false;
  b.expect({"warning token-permissions"});
  b.forge.access_there.rights->can_push = std::nullopt;
  b.expect({});
}

BOOST_AUTO_TEST_CASE(a_release_that_is_there_is_an_error) {
  ForgeCheckBench b;
  b.forge.releases_there.there = ra::forge::Release{};
  b.expect({"error release-exists"});
}

BOOST_AUTO_TEST_CASE(the_repository_is_the_jobs_or_that_of_the_remote_on_the_same_server) {
  BOOST_TEST(repository_in({}, "git@github.com:acme/release.git") == "acme/release");
  BOOST_TEST(repository_in({}, "https://github.com/acme/release") == "acme/release");
  BOOST_TEST(repository_in({}, "git@gitlab.com:acme/release.git").empty());
  BOOST_TEST(repository_in({}, "https://github.community/acme/release").empty());
  BOOST_TEST(repository_in({}, "/srv/release.git").empty());
  BOOST_TEST(repository_in({{"GITHUB_SERVER_URL", "https://ghe.example"}}, "https://ghe.example/a/b.git") == "a/b");
  BOOST_TEST(repository_in({{"CIRCLECI", "true"},
                            {"CIRCLE_PROJECT_USERNAME", "acme"},
                            {"CIRCLE_PROJECT_REPONAME", "release"},
                            {"CIRCLE_BRANCH", "master"},
                            {"CIRCLE_SHA1", "aaa"}},
                           "/srv/release.git") == "acme/release");
}

BOOST_AUTO_TEST_CASE(a_strangers_code_asks_the_forge_nothing) {
  BOOST_TEST(repository_in({{"CIRCLECI", "true"},
                            {"CIRCLE_PROJECT_USERNAME", "acme"},
                            {"CIRCLE_PROJECT_REPONAME", "release"},
                            {"CIRCLE_BRANCH", "pull/42"},
                            {"CIRCLE_PR_NUMBER", "42"},
                            {"CIRCLE_PR_USERNAME", "stranger"},
                            {"CIRCLE_PULL_REQUEST", "https://github.com/acme/release/pull/42"},
                            {"CIRCLE_SHA1", "aaa"}},
                           "git@github.com:acme/release.git")
                 .empty());
}

BOOST_AUTO_TEST_SUITE_END()
