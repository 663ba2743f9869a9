#include "cli/doctor.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/doctor_ask.hpp"
#include "http/sleep.hpp"
#include "report/width.hpp"
#include "support/fake_forge.hpp"
#include "support/fake_provider.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"
#include "unit/cli/schema.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::cli::CheckState;
using ra::cli::DoctorCheck;
using ra::cli::DoctorChecks;

namespace {

ra::Environment environment_of(std::map<std::string, std::string, std::less<>> variables) {
  ra::Environment environment;
  environment.variables = std::move(variables);
  return environment;
}

struct CiBench {
  ra::test::FakeProvider provider;
  std::string name = "fake";

  DoctorChecks rows(std::size_t components) {
    std::vector<ra::ci::Job> jobs(components);
    for (std::size_t i = 0; i < components; ++i) jobs[i].component = "c" + std::to_string(i);
    DoctorChecks rows;
    ra::test::run_coroutine(
        [&]() -> boost::asio::awaitable<void> { rows = co_await ra::cli::ci_checks(provider, name, jobs); });
    return rows;
  }
  void fail(std::size_t components, const ra::Error& e) {
    for (std::size_t i = 0; i < components; ++i) provider.projects["c" + std::to_string(i)].check_errors = {e};
  }
};

struct AccessBench {
  ra::test::FakeForge forge;

  AccessBench() {
    forge.access_there.rights->can_push = true;
    forge.access_there.rights->default_branch = "master";
    forge.access_there.branch_rules->there = true;
    forge.access_there.branch_rules->required = {"release-action/dry-run"};
  }
  DoctorChecks rows(std::string branch = "3.1.x") {
    DoctorChecks rows;
    ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> {
      const std::string repository = "acme/release";
      rows = co_await ra::cli::forge_checks(forge, repository, branch);
    });
    return rows;
  }
};

DoctorChecks two_rows() {
  return {ra::cli::check_row("git", CheckState::ok, "git version 2.39.5"),
          ra::cli::check_row("branch rule", CheckState::warning, "master can be merged into without a green dry run",
                             "add a rule for the branch that requires the status check")};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor)

BOOST_AUTO_TEST_CASE(git_of_the_oldest_version_that_is_good_is_good) {
  BOOST_TEST((ra::cli::git_check("git version 2.19.9\n").state == CheckState::failed));
  BOOST_TEST((ra::cli::git_check("git version 2.20.0\n").state == CheckState::ok));
  BOOST_TEST((ra::cli::git_check("git version 2.39.5 (Apple Git-154)\n").state == CheckState::ok));
  BOOST_TEST((ra::cli::git_check("git version 3.0\n").state == CheckState::ok));
}

BOOST_AUTO_TEST_CASE(a_git_that_says_no_version_is_only_a_warning) {
  BOOST_TEST((ra::cli::git_check("gitoxide 1\n").state == CheckState::warning));
  BOOST_TEST((ra::cli::git_check("git version x").state == CheckState::warning));
}

BOOST_AUTO_TEST_CASE(room_is_good_scarce_or_too_little) {
  constexpr std::uint64_t mebi = 1 << 20;
  BOOST_TEST((ra::cli::room_check("/w", 256 * mebi).state == CheckState::ok));
  BOOST_TEST((ra::cli::room_check("/w", 256 * mebi - 1).state == CheckState::warning));
  BOOST_TEST((ra::cli::room_check("/w", 16 * mebi).state == CheckState::warning));
  BOOST_TEST((ra::cli::room_check("/w", 16 * mebi - 1).state == CheckState::failed));
}

BOOST_AUTO_TEST_CASE(room_is_told_in_the_unit_that_is_short) {
  constexpr std::uint64_t mebi = 1 << 20;
  BOOST_TEST(ra::cli::room_check("/w", 1023 * mebi).message == "/w: can be written, 1023 MiB free");
  BOOST_TEST(ra::cli::room_check("/w", 1024 * mebi).message == "/w: can be written, 1.0 GiB free");
}

BOOST_AUTO_TEST_CASE(a_work_folder_that_is_not_there_yet_is_looked_at_where_it_would_be_made) {
  const ra::test::TemporaryFolder folder;
  const auto row = ra::cli::folder_check(folder.path() / "a/b/.release-action");
  BOOST_TEST((row.state != CheckState::failed));
  BOOST_TEST(!std::filesystem::exists(folder.path() / "a"));
}

BOOST_AUTO_TEST_CASE(a_work_folder_beneath_a_file_has_failed) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder.path() / "a", "x").has_value());
  BOOST_TEST((ra::cli::folder_check(folder.path() / "a/.release-action").state == CheckState::failed));
}

BOOST_AUTO_TEST_CASE(a_proxy_is_named_without_its_password) {
  for (const char* value : {"http://ann:geheim@proxy.local:3128", "ann:geheim@proxy.local:3128"}) {
    const auto row = ra::cli::proxy_check(environment_of({{"HTTPS_PROXY", value}, {"NO_PROXY", "intern, 10.0.0.1"}}));
    BOOST_TEST((row.state == CheckState::ok));
    BOOST_TEST(row.message.find("proxy.local:3128") != std::string::npos);
    BOOST_TEST(row.message.find("but not to intern, 10.0.0.1") != std::string::npos);
    BOOST_TEST(row.message.find("geheim") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_none_has_failed) {
  BOOST_TEST((ra::cli::proxy_check(environment_of({{"HTTP_PROXY", "socks5://p:1"}})).state == CheckState::failed));
  BOOST_TEST((ra::cli::proxy_check(environment_of({})).state == CheckState::ok));
}

BOOST_AUTO_TEST_CASE(a_file_of_authorities_must_hold_some) {
  const ra::test::TemporaryFolder folder;
  const auto file = folder.path() / "ca.pem";
  BOOST_TEST((ra::cli::certificates_check(environment_of({{"SSL_CERT_FILE", file.string()}})).code == Errc::config));
  BOOST_TEST_REQUIRE(ra::write_file(file, "no certificate").has_value());
  const auto row = ra::cli::certificates_check(environment_of({{"SSL_CERT_FILE", file.string()}}));
  BOOST_TEST((row.state == CheckState::failed));
}

BOOST_AUTO_TEST_CASE(variables_of_a_ci_are_named_when_they_are_missing) {
  BOOST_TEST((ra::cli::variables_check(environment_of({})).state == CheckState::skipped));
  const auto row = ra::cli::variables_check(environment_of({{"CIRCLECI", "true"},
                                                            {"CIRCLE_PROJECT_USERNAME", "acme"},
                                                            {"CIRCLE_PROJECT_REPONAME", "r"},
                                                            {"CIRCLE_SHA1", "1"},
                                                            {"CIRCLE_BUILD_NUM", "1"},
                                                            {"CIRCLE_TAG", "1.0.0"}}));
  BOOST_TEST((row.state == CheckState::warning));
  BOOST_TEST(row.message == "circleci: not set: CIRCLE_BUILD_URL, BASH_ENV");
}

BOOST_AUTO_TEST_CASE(projects_that_are_set_up_are_counted) {
  CiBench b;
  const auto rows = b.rows(20);
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].name == "CI token: fake");
  BOOST_TEST((rows[0].state == CheckState::ok));
  BOOST_TEST(rows[1].message == "all 20 are set up");
}

BOOST_AUTO_TEST_CASE(a_token_that_every_project_refuses_is_not_accepted) {
  CiBench b;
  b.fail(3, ra::error(Errc::unauthorized, "401", "make another"));
  const auto rows = b.rows(3);
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST((rows[0].code == Errc::unauthorized));
  BOOST_TEST(rows[0].hint == "make another");
  BOOST_TEST((rows[1].state == CheckState::skipped));
}

BOOST_AUTO_TEST_CASE(a_token_that_one_project_refuses_is_accepted) {
  CiBench b;
  b.fail(1, ra::error(Errc::unauthorized, "403"));
  const auto rows = b.rows(2);
  BOOST_TEST((rows[0].state == CheckState::ok));
  BOOST_TEST((rows[1].state == CheckState::failed));
  BOOST_TEST(rows[1].message == "1 of 2 are set up; not set up, or not to be seen by us: c0");
  BOOST_TEST(ra::exit_code(rows[1].code) == 4);
}

BOOST_AUTO_TEST_CASE(what_stands_in_a_projects_way_is_told_once_with_what_to_do) {
  CiBench b;
  b.fail(2, ra::error(Errc::config, "ci.projects names none"));
  const auto rows = b.rows(3);
  BOOST_TEST((rows[0].state == CheckState::ok));  // who is told that was let in
  BOOST_TEST(rows[1].hint == "ci.projects names none");
  b.fail(2, ra::error(Errc::not_found, "no", "set it up"));
  BOOST_TEST(b.rows(3)[1].hint == "set it up");
}

BOOST_AUTO_TEST_CASE(a_refusal_says_more_than_silence) {
  CiBench b;
  b.provider.projects["c0"].check_errors = {ra::error(Errc::unavailable, "503")};
  b.provider.projects["c1"].check_errors = {ra::error(Errc::unauthorized, "401")};
  const auto rows = b.rows(2);
  BOOST_TEST((rows[0].code == Errc::unauthorized));
  BOOST_TEST(rows[1].message == "not looked at: the token is not accepted");
}

BOOST_AUTO_TEST_CASE(of_many_projects_that_are_not_set_up_some_are_named_and_the_rest_counted) {
  CiBench b;
  b.fail(8, ra::error(Errc::not_found, "no"));
  BOOST_TEST(b.rows(9)[1].message.ends_with(": c0, c1, c2, c3, c4, c5, c6, c7"));
  b.fail(9, ra::error(Errc::not_found, "no"));
  BOOST_TEST(b.rows(10)[1].message.ends_with("c6, c7 and 1 more"));
}

BOOST_AUTO_TEST_CASE(a_ci_that_is_away_is_no_word_about_projects) {
  CiBench b;
  b.fail(2, ra::error(Errc::unavailable, "503"));
  const auto rows = b.rows(2);
  BOOST_TEST(ra::exit_code(rows[0].code) == 7);
  BOOST_TEST((rows[1].state == CheckState::skipped));
  b.fail(1, ra::error(Errc::unavailable, "503"));
  const auto row = b.rows(2)[1];
  BOOST_TEST(row.message == "1 of 2 are set up; no answer about c0: 503");
  BOOST_TEST(ra::exit_code(row.code) == 7);
}

BOOST_AUTO_TEST_CASE(a_ci_on_this_machine_has_no_token) {
  CiBench b;
  b.provider.wants_token = false;
  for (const std::size_t components : {0U, 1U}) {
    const auto rows = b.rows(components);
    BOOST_TEST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].name == "CI projects: fake");
  }
  BOOST_TEST(std::ranges::count(b.provider.log, "token") == 0);
}

BOOST_AUTO_TEST_CASE(when_nothing_is_to_be_released_the_token_is_asked_about_all_the_same) {
  CiBench b;
  auto rows = b.rows(0);
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST((rows[0].state == CheckState::ok));
  BOOST_TEST((rows[1].state == CheckState::skipped));
  b.provider.token = ra::error(Errc::unauthorized, "401", "make another");
  rows = b.rows(0);
  BOOST_TEST((rows[0].code == Errc::unauthorized));
  BOOST_TEST((rows[1].state == CheckState::skipped));
  b.provider.token = false;
  BOOST_TEST((b.rows(0)[0].state == CheckState::skipped));
}

BOOST_AUTO_TEST_CASE(a_gate_that_holds_is_well) {
  const auto rows = AccessBench{}.rows();
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].message == "accepted, may read and write acme/release");
  BOOST_TEST(rows[1].message == "3.1.x requires release-action/dry-run");
}

BOOST_AUTO_TEST_CASE(a_token_that_may_only_read_is_told_what_it_lacks) {
  AccessBench b;
  b.forge.access_there.rights->can_push = false;
  const auto row = b.rows()[0];
  BOOST_TEST((row.state == CheckState::warning));
  for (const char* right : {"contents: write", "pull-requests: write", "statuses: write"}) {
    BOOST_TEST(row.hint.find(right) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_apps_token_does_not_say_what_it_may) {
  AccessBench b;
  b.forge.access_there.rights->can_push = std::nullopt;
  const auto row = b.rows()[0];
  BOOST_TEST((row.state == CheckState::ok));
  BOOST_TEST(row.message.find("is not told what else it may") != std::string::npos);
  BOOST_TEST(row.hint.find("contents: write") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_token_leaves_the_rules_alone) {
  AccessBench b;
  b.forge.access_there.rights = ra::error(Errc::unauthorized, "401");
  const auto rows = b.rows();
  BOOST_TEST((rows[0].code == Errc::unauthorized));
  BOOST_TEST((rows[1].state == CheckState::skipped));
}

BOOST_AUTO_TEST_CASE(a_branch_without_the_rule_or_not_there_is_a_warning) {
  AccessBench b;
  b.forge.access_there.branch_rules->required = {"build", "Release-Action/Dry-Run"};  // GitHub minds no case
  BOOST_TEST((b.rows()[1].state == CheckState::ok));
  b.forge.access_there.branch_rules->required = {"build"};
  BOOST_TEST(b.rows("")[1].message == "master can be merged into without a green dry run");
  b.forge.access_there.branch_rules->there = false;
  BOOST_TEST(b.rows()[1].message == "acme/release has no branch 3.1.x");
}

BOOST_AUTO_TEST_CASE(rules_that_may_not_be_read_are_a_warning_and_a_forge_that_is_down_is_not) {
  AccessBench b;
  b.forge.access_there.branch_rules = ra::error(Errc::unauthorized, "403");
  BOOST_TEST((b.rows()[1].state == CheckState::warning));
  b.forge.access_there.branch_rules = ra::error(Errc::not_found, "404");
  BOOST_TEST((b.rows()[1].state == CheckState::warning));
  b.forge.access_there.branch_rules = ra::error(Errc::unavailable, "503");
  BOOST_TEST((b.rows()[1].state == CheckState::failed));
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_in_time_is_cut_off_and_stops_no_other) {
  std::vector<ra::cli::DoctorQuestion> questions;
  const auto sleep = ra::http::real_sleep();
  questions.push_back({{"slow", "also slow"}, [&]() -> boost::asio::awaitable<DoctorChecks> {
                         const ra::Duration long_time = std::chrono::hours{1};
                         co_await sleep(long_time);
                         co_await sleep(long_time);
                         co_return DoctorChecks{};
                       }});
  questions.push_back({{"quick"}, []() -> boost::asio::awaitable<DoctorChecks> {
                         DoctorChecks rows;
                         rows.push_back(ra::cli::check_row("quick", CheckState::ok, "here"));
                         co_return rows;
                       }});

  boost::asio::io_context io{1};
  const auto rows = ra::cli::ask_all(io, questions, std::chrono::milliseconds{5});

  BOOST_TEST_REQUIRE(rows.size() == 3U);
  BOOST_TEST(rows[0].name == "slow");
  BOOST_TEST((rows[1].code == Errc::unavailable));
  BOOST_TEST(rows[2].message == "here");
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_the_limit_when_all_have_answered) {
  std::vector<ra::cli::DoctorQuestion> questions;
  questions.push_back({{"quick"}, []() -> boost::asio::awaitable<DoctorChecks> { co_return DoctorChecks{}; }});
  boost::asio::io_context io{1};
  BOOST_TEST(ra::cli::ask_all(io, questions, std::chrono::hours{1}).empty());
}

BOOST_AUTO_TEST_CASE(a_bug_in_a_question_is_not_taken_for_an_answer) {
  std::vector<ra::cli::DoctorQuestion> questions;
  questions.push_back({{"bug"}, []() -> boost::asio::awaitable<DoctorChecks> {
                         throw std::logic_error{"bug"};
                         co_return DoctorChecks{};
                       }});
  boost::asio::io_context io{1};
  BOOST_CHECK_THROW(ra::cli::ask_all(io, questions, std::chrono::hours{1}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(no_question_takes_no_time) {
  boost::asio::io_context io{1};
  BOOST_TEST(ra::cli::ask_all(io, {}, std::chrono::hours{1}).empty());
}

BOOST_AUTO_TEST_CASE(lines_fit_the_terminal) {
  ra::report::TerminalStyle style;
  for (const int columns : {40, 60, 80}) {
    style.columns = columns;
    const std::string text = ra::cli::doctor_text(two_rows(), style);
    for (const auto line : ra::lines(text)) {
      BOOST_TEST(ra::report::display_width(line) <= static_cast<std::size_t>(columns), line);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_last_line_counts_what_failed_and_what_is_to_be_looked_at) {
  auto rows = two_rows();
  BOOST_TEST(ra::cli::doctor_text({rows[0]}, {}).ends_with("\nall is well\n"));
  BOOST_TEST(ra::cli::doctor_text(rows, {}).ends_with("\nnothing stands in the way, 1 to look at\n"));
  rows.push_back(ra::cli::failed_check("token", ra::error(Errc::unauthorized, "401")));
  BOOST_TEST(ra::cli::doctor_text(rows, {}).ends_with("\n1 of 3 failed, 1 to look at\n"));
  BOOST_TEST(ra::cli::doctor_error(rows).message == "token: 401");
}

BOOST_AUTO_TEST_CASE(colours_are_only_where_they_are_wanted) {
  ra::report::TerminalStyle style;
  BOOST_TEST(ra::cli::doctor_text(two_rows(), style).find('\x1b') == std::string::npos);
  style.colour = true;
  BOOST_TEST(ra::cli::doctor_text(two_rows(), style).find("\x1b[33m→") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_read_cannot_recolour_the_terminal) {
  const DoctorChecks rows{ra::cli::check_row("git", CheckState::ok, "\x1b[31mred\r\nover")};
  BOOST_TEST(ra::cli::doctor_text(rows, {}).find_first_of("\x1b\r") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_that_failed_says_the_exit_code) {
  auto rows = two_rows();
  BOOST_TEST(ra::cli::healthy(rows));
  rows.push_back(ra::cli::failed_check("manifest", ra::error(Errc::config, "broken", "mend it")));
  rows.push_back(ra::cli::failed_check("token", ra::error(Errc::unauthorized, "401")));
  BOOST_TEST(!ra::cli::healthy(rows));
  const auto e = ra::cli::doctor_error(rows);
  BOOST_TEST(ra::exit_code(e.code) == 3);
  BOOST_TEST(e.message == "manifest: broken (and 1 more)");
  BOOST_TEST(e.hint == "mend it");
}

BOOST_AUTO_TEST_CASE(the_json_is_as_its_schema_says) {
  auto rows = two_rows();
  rows.push_back(ra::cli::failed_check("token", ra::error(Errc::unauthorized, "401")));
  rows.push_back(ra::cli::check_row("rule", CheckState::skipped, "no token"));

  BOOST_TEST(ra::test::accepted_by(RA_DOCTOR_SCHEMA, ra::json::dump(ra::cli::doctor_json(rows))));
  BOOST_TEST(!ra::test::accepted_by(RA_DOCTOR_SCHEMA, R"({"schema":"release-action/doctor/1","ok":true})"));
}

BOOST_AUTO_TEST_SUITE_END()
