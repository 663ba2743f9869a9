#include "stage/health.hpp"

#include "fork_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using ra::Errc;
using ra::Result;
using ra::model::HealthCheck;
using namespace ra::stage;

namespace {

// A commit with these files, and one component that goes from 1.0.0 to 1.1.0.
struct Fork : ra::test::ForkBench {
  Health health{.stage = "validate", .commit = {}};

  explicit Fork(std::map<std::string, std::string> files = {}) {
    context.plan.components.push_back(
        {.name = "core", .paths = {""}, .tag = "v1.1.0", .from = "1.0.0", .to = "1.1.0", .commits = {"c1"}});
    if (files.empty()) files["x"] = "x";
    health.commit = commit(files);
  }

  Result<Facts> check() {
    std::optional<Result<Facts>> result;
    const auto main = [&]() -> boost::asio::awaitable<void> { result = co_await check_health(context, health); };
    ra::test::run_coroutine(main);
    return *result;
  }
};

std::string changelog(const std::string& section) {
  return "# Changelog\n\n" + section + "\n## [1.0.0] - 2026-01-01\n\n- begin\n\n[1.1.0]: https://x\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(health_of_a_release)

BOOST_AUTO_TEST_CASE(each_stage_has_its_own_checks) {
  const Fork fork;

  const Facts validate{
      {"health:snapshot-dependencies", "checked"}, {"health:licence", "checked"}, {"health:changelog", "checked"}};
  const Facts package{{"health:package-version", "checked"}};
  BOOST_CHECK(health_inputs(fork.context, "validate") == validate);
  BOOST_CHECK(health_inputs(fork.context, "version") == (Facts{{"health:version-order", "checked"}}));
  BOOST_CHECK(health_inputs(fork.context, "package") == package);
  BOOST_CHECK(health_inputs(fork.context, "test").empty());
}

BOOST_AUTO_TEST_CASE(what_is_ignored_is_neither_asked_for_nor_passed) {
  Fork fork;
  fork.config.stages.health.ignore = {HealthCheck::changelog, HealthCheck::licence};

  BOOST_CHECK(fork.check().value() == (Facts{{"health:snapshot-dependencies", "passed"}}));
  BOOST_TEST(!health_inputs(fork.context, "validate").contains("health:changelog"));
}

BOOST_AUTO_TEST_CASE(a_section_that_says_nothing_is_found_with_its_line) {
  Fork fork{{{"CHANGELOG.md", changelog("## [1.1.0] - 2026-02-02\n\n### Added\n")}}};

  const auto checked = fork.check();

  BOOST_REQUIRE(!checked);
  BOOST_CHECK(checked.error().code == Errc::failed_ci);
  BOOST_TEST(checked.error().message == "CHANGELOG.md:3:1: nothing is said of 1.1.0 (changelog)");
  BOOST_REQUIRE(fork.context.findings.size() == 1U);
  BOOST_TEST(fork.context.findings[0].check == "changelog");
}

BOOST_AUTO_TEST_CASE(a_section_that_says_something_or_is_not_there_is_fine) {
  for (const std::string section : {"## [1.1.0] - 2026-02-02\n\n- new\n", "## v1.1.0\n- new\n", "## 1.1.0-rc.1\n", ""})
    BOOST_TEST(Fork({{"CHANGELOG.md", changelog(section)}}).check().has_value(), section);
}

BOOST_AUTO_TEST_CASE(a_changelog_is_looked_at_as_it_will_be) {
  Fork fork{{{"CHANGELOG.md", changelog("")}}};
  fork.context.documents["CHANGELOG.md"] = changelog("## 1.1.0\n");

  BOOST_TEST(!fork.check().has_value());
}

BOOST_AUTO_TEST_CASE(what_only_follows_another_component_may_be_silent) {
  Fork fork{{{"CHANGELOG.md", changelog("## [1.1.0] - 2026-02-02\n")}}};
  fork.context.plan.components[0].commits.clear();

  BOOST_TEST(fork.check().has_value());
}

BOOST_AUTO_TEST_CASE(a_version_is_not_lower_than_the_last_tag) {
  Fork fork;
  fork.health.stage = "version";
  for (const char* last : {"1.0.9", "1.1.0-rc.2", "1.1.0"}) {
    fork.context.last["core"] = last;
    BOOST_TEST(fork.check().has_value(), last);
  }
  fork.context.last["core"] = "1.1.1";
  const auto checked = fork.check();
  BOOST_REQUIRE(!checked);
  BOOST_TEST(checked.error().message == "core 1.1.0 is lower than its last tag, 1.1.1 (version-order)");
}

BOOST_AUTO_TEST_CASE(dependencies_are_looked_at_as_they_will_be_released) {
  const std::string before = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n[dependencies]\nb = { path = \"b\" }\n";
  Fork fork{{{"Cargo.toml", before}}};
  fork.context.released.emplace_back();
  fork.context.released.back().file = "Cargo.toml";
  BOOST_TEST(fork.check().error().message == "Cargo.toml:5:5: b is a path without a version (snapshot-dependencies)");

  fork.context.new_files["Cargo.toml"] = "[package]\nname = \"a\"\nversion = \"1.1.0\"\n";

  BOOST_TEST(fork.check().has_value());
}

BOOST_AUTO_TEST_CASE(all_findings_are_kept_and_the_first_are_told) {
  Fork fork;
  fork.health.stage = "package";
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"})
    fork.health.package_files.push_back(std::string{name} + ".crate");

  const auto checked = fork.check();

  BOOST_REQUIRE(!checked);
  BOOST_TEST(fork.context.findings.size() == 7U);
  BOOST_TEST(checked.error().message.ends_with("; and 2 more"));
  BOOST_TEST(checked.error().message.starts_with("a.crate: its name says no version, and 1.1.0 is released"));
}

BOOST_AUTO_TEST_SUITE_END()
