// `check` with a real release repository, real remotes of components, and a CI in memory.
#include "orchestrate/check.hpp"

#include "base/parallel.hpp"
#include "git_bench.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using ra::model::Severity;
using ra::test::GitBench;
using namespace std::chrono_literals;

namespace {

// A release repository whose components are bare repositories with the branch that they are released from.
struct CheckBench : GitBench {
  CheckBench() {
    set({"a", "b"});
    for (auto& component : plan.sets[0].components) {
      const std::string path = (folder / component.name).string();
      ra::test::shell("git clone -q --bare '" + bare() + "' '" + path + "' 2>/dev/null");
      component.clone_url = path;
    }
    publish_manifest();
    for (const auto& component : plan.sets[0].components) set_ref(component.name, "refs/heads/master");
  }

  void set_ref(const std::string& component, const std::string& ref) const {
    ra::test::shell("git -C '" + clone() + "' push -q '" + (folder / component).string() + "' HEAD:" + ref);
  }

  std::vector<ra::model::Finding> check(bool with_ci = true, bool in_clone = true) {
    std::vector<ra::model::Finding> findings;
    ra::test::run_coroutine([&]() -> asio::awaitable<void> {
      ra::git::Repository repository{clone(), "origin"};
      const orch::CheckContext context{config, with_ci ? &provider : nullptr, in_clone ? &repository : nullptr};
      auto found = co_await orch::check(context, plan);
      BOOST_TEST_REQUIRE(found.has_value());
      findings = *std::move(found);
    });
    return findings;
  }

  // "tag-exists", "branch-missing b", …
  std::vector<std::string> errors() {
    std::vector<std::string> list;
    for (const auto& f : check()) {
      if (f.severity == Severity::error) list.push_back(f.code + (f.component.empty() ? "" : " " + f.component));
    }
    return list;
  }
};

using Codes = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(checks, CheckBench)

BOOST_AUTO_TEST_CASE(all_is_well) { BOOST_TEST(errors().empty()); }

BOOST_AUTO_TEST_CASE(the_products_tag_must_be_free) {
  git("tag 1.0.0 master");

  BOOST_TEST((errors() == Codes{"tag-exists"}));
}

BOOST_AUTO_TEST_CASE(the_products_branch_must_be_there) {
  plan.branch = "trunk";

  BOOST_TEST((errors() == Codes{"branch-missing"}));
}

BOOST_AUTO_TEST_CASE(the_maintenance_branch_must_not_be_there_yet) {
  git("branch 1.0.x master");

  BOOST_TEST((errors() == Codes{"branch-exists"}));
}

BOOST_AUTO_TEST_CASE(each_component_needs_its_branch) {
  plan.sets[0].components[1].branch = "1.0.x";

  BOOST_TEST((errors() == Codes{"branch-missing b"}));
}

BOOST_AUTO_TEST_CASE(a_component_with_the_tag_was_released_already_with_or_without_v) {
  set_ref("a", "refs/tags/1.0.0");
  set_ref("b", "refs/tags/v1.0.0");

  BOOST_TEST((errors() == Codes{"already-released a", "already-released b"}));
}

BOOST_AUTO_TEST_CASE(a_repository_that_cannot_be_reached_is_a_finding_of_its_component) {
  plan.sets[0].components[0].clone_url = "/nonexistent/repository";

  BOOST_TEST((errors() == Codes{"repository-unreachable a"}));
}

BOOST_AUTO_TEST_CASE(a_release_repository_that_cannot_be_reached_is_a_finding) {
  std::filesystem::rename(bare(), folder / "away");

  BOOST_TEST((errors() == Codes{"repository-unreachable"}));
}

BOOST_AUTO_TEST_CASE(each_project_must_be_set_up_on_the_ci) {
  project("b").set_up = false;

  BOOST_TEST((errors() == Codes{"project-not-set-up b"}));
}

BOOST_AUTO_TEST_CASE(a_ci_that_cannot_be_asked_is_told_apart_from_a_project_that_is_not_set_up) {
  project("b").check_errors = {ra::error(ra::Errc::unavailable, "still 503")};

  BOOST_TEST((errors() == Codes{"ci-unreachable b"}));
}

BOOST_AUTO_TEST_CASE(a_configuration_that_makes_no_job_is_a_finding) {
  config.ci.project = "gh/{organisation}/x";

  BOOST_TEST((errors() == Codes{"configuration a", "configuration b"}));
}

BOOST_AUTO_TEST_CASE(all_findings_are_listed) {
  git("tag 1.0.0 master");
  set_ref("a", "refs/tags/1.0.0");
  project("a").set_up = false;
  project("b").set_up = false;

  BOOST_TEST((errors() == Codes{"tag-exists", "already-released a", "project-not-set-up a", "project-not-set-up b"}));
}

BOOST_AUTO_TEST_CASE(a_dry_runs_branch_must_carry_the_manifests_version) {
  struct Row {
    std::string branch;
    bool good;
  };
  for (const Row& row : {Row{"dry-1.0.0", true}, Row{"dry-0.9.9", false}, Row{"feature", true}, Row{"master", true}}) {
    ra::test::shell("git -C '" + clone() + "' checkout -q -B " + row.branch);

    const auto found = errors();

    BOOST_TEST_CONTEXT(row.branch) BOOST_TEST((found == (row.good ? Codes{} : Codes{"branch-name"})));
  }
}

BOOST_AUTO_TEST_CASE(any_other_branch_is_a_note) {
  ra::test::shell("git -C '" + clone() + "' checkout -q -B feature");

  const auto findings = check();

  BOOST_TEST_REQUIRE(findings.size() == 1U);
  BOOST_TEST((findings[0].severity == Severity::note));
  BOOST_TEST(findings[0].message.find("released from master") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_ci_and_outside_git_the_remotes_are_still_asked) {
  set_ref("a", "refs/tags/1.0.0");

  const auto findings = check(false, false);

  BOOST_TEST_REQUIRE(findings.size() == 1U);
  BOOST_TEST(findings[0].code == "already-released");
  BOOST_TEST(provider.log.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(in_parallel)

BOOST_AUTO_TEST_CASE(as_many_run_at_once_as_allowed_and_each_index_once) {
  std::size_t now = 0;
  std::size_t most = 0;
  std::vector<int> seen(20, 0);
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    const ra::EachOne work = [&](std::size_t i) -> asio::awaitable<void> {
      ++seen[i];
      most = std::max(most, ++now);
      asio::steady_timer pause{executor, 1ms};
      co_await pause.async_wait(asio::use_awaitable);
      --now;
    };

    co_await ra::in_parallel(seen.size(), 7, work);
  });

  BOOST_TEST(most == 7U);
  BOOST_TEST((seen == std::vector<int>(20, 1)));
}

BOOST_AUTO_TEST_SUITE_END()
