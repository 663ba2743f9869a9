#include "cli/init.hpp"

#include "unit/cli/schema.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using ra::Errc;
using ra::cli::InitChoice;
using ra::cli::InitDraft;
using ra::cli::InitFacts;
using ra::cli::InitState;

namespace {

InitFacts product_facts() {
  InitFacts facts;
  facts.manifest = true;
  facts.product = "acme-suite";
  facts.page = "https://github.com/acme/Release";
  facts.main_branch = "main";
  return facts;
}

InitDraft draft_of(const InitFacts& facts, const std::string& kind = "", const std::string& ci = "") {
  const auto draft = ra::cli::draft_init(facts, InitChoice{kind, ci});
  BOOST_TEST_REQUIRE(draft.has_value());
  return *draft;
}

const ra::cli::InitFile& file_of(const InitDraft& draft, const std::string& path) {
  const auto found = std::ranges::find(draft.files, path, &ra::cli::InitFile::path);
  BOOST_TEST_REQUIRE((found != draft.files.end()));
  return *found;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool needs(const InitDraft& draft, const std::string& name) {
  return std::ranges::find(draft.secrets, name, &ra::cli::InitSecret::name) != draft.secrets.end();
}

constexpr auto workflow = ".github/workflows/release.yml";
constexpr auto circleci = ".circleci/config.yml";

}  // namespace

BOOST_AUTO_TEST_SUITE(init)

BOOST_AUTO_TEST_CASE(the_files_say_what_a_repository_is) {
  InitFacts facts;
  facts.tool = "Maven";
  BOOST_TEST(draft_of(facts).kind == "component");
  facts.dockerfile = true;
  BOOST_TEST(draft_of(facts).kind == "service");
  facts.manifest = true;
  BOOST_TEST(draft_of(facts).kind == "product");
  BOOST_TEST(draft_of(facts, "component").kind == "component");
}

BOOST_AUTO_TEST_CASE(a_folder_that_says_nothing_is_asked_about) {
  const auto draft = ra::cli::draft_init(InitFacts{}, InitChoice{});
  BOOST_TEST_REQUIRE(draft.has_error());
  BOOST_TEST((draft.error().code == Errc::usage));
}

BOOST_AUTO_TEST_CASE(the_ci_that_is_used_is_taken_and_of_two_neither) {
  InitFacts facts = product_facts();
  BOOST_TEST(draft_of(facts).ci == "github-actions");
  facts.cis = {"circleci"};
  BOOST_TEST(draft_of(facts).ci == "circleci");
  facts.cis = {"github-actions", "circleci"};
  BOOST_TEST((ra::cli::draft_init(facts, InitChoice{}).error().code == Errc::usage));
  BOOST_TEST(draft_of(facts, "", "circleci").ci == "circleci");
}

BOOST_AUTO_TEST_CASE(what_there_is_no_template_for_is_refused) {
  const auto draft = ra::cli::draft_init(InitFacts{}, InitChoice{"service", "jenkins"});
  BOOST_TEST_REQUIRE(draft.has_error());
  BOOST_TEST((draft.error().code == Errc::usage));
  BOOST_TEST(draft.error().hint == "--ci github-actions has one");
}

BOOST_AUTO_TEST_CASE(a_product_gets_its_own_name_and_branch) {
  const auto draft = draft_of(product_facts());
  BOOST_TEST(has(file_of(draft, "release-action.json").text, R"("product": "acme-suite")"));
  BOOST_TEST(has(file_of(draft, "release-action.json").text, R"("main": "main")"));
  BOOST_TEST(has(file_of(draft, workflow).text, R"(branches: [main, "*.x"])"));
  BOOST_TEST(!has(file_of(draft, workflow).text, "[master"));
  BOOST_TEST(has(file_of(draft_of(product_facts(), "", "circleci"), circleci).text, "only: [main, /"));
}

BOOST_AUTO_TEST_CASE(names_that_would_break_the_file_stay_out_of_it) {
  InitFacts facts = product_facts();
  facts.product = "a\": {}";
  facts.main_branch = "x, y]";
  const auto draft = draft_of(facts);
  BOOST_TEST(has(file_of(draft, "release-action.json").text, R"("product": "gravitee-apim")"));
  BOOST_TEST(has(file_of(draft, workflow).text, "[master, "));
}

BOOST_AUTO_TEST_CASE(a_service_is_called_as_its_repository) {
  InitFacts facts = product_facts();
  facts.page = "https://github.com/acme/Billing";
  BOOST_TEST(has(file_of(draft_of(facts, "service"), workflow).text, "/billing\n"));
  const auto config = file_of(draft_of(facts, "service", "circleci"), circleci).text;
  BOOST_TEST(has(config, "$DOCKERHUB_USERNAME/billing"));
  BOOST_TEST(!has(config, "my-service"));
}

BOOST_AUTO_TEST_CASE(the_tests_are_run_by_the_tool_that_builds) {
  InitFacts facts;
  facts.tool = "npm";
  BOOST_TEST(has(draft_of(facts).files[0].text, "npm ci"));
  facts.tool = "Maven";
  BOOST_TEST(has(draft_of(facts).files[0].text, "mvn"));
  BOOST_TEST(draft_of(facts).notes.empty());
  facts.tool = "Cargo";
  BOOST_TEST_REQUIRE(draft_of(facts).notes.size() == 1U);
  BOOST_TEST(has(draft_of(facts).notes[0], "builds with Maven"));
}

BOOST_AUTO_TEST_CASE(pull_requests_from_forks_are_told_too_where_a_job_has_no_token_for_them) {
  InitFacts facts;
  for (const char* tool : {"npm", "Maven"}) {
    for (const char* kind : {"component", "service"}) {
      facts.tool = tool;
      const auto draft = draft_of(facts, kind, "github-actions");
      BOOST_TEST(has(file_of(draft, ".github/workflows/report.yml").text, "workflow_run"));
      BOOST_TEST(has(file_of(draft, ".github/workflows/test.yml").text, "name: test-results"));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_equal_file_is_there_and_another_one_is_a_conflict) {
  InitFacts facts = product_facts();
  facts.files[workflow] = draft_of(facts).files[0].text;
  facts.files["release-action.json"] = "{}";
  const auto draft = draft_of(facts);
  BOOST_TEST((file_of(draft, workflow).state == InitState::there));
  BOOST_TEST((file_of(draft, "release-action.json").state == InitState::conflict));
  BOOST_TEST(draft.any(InitState::conflict));
  BOOST_TEST(!draft.any(InitState::to_write));
}

BOOST_AUTO_TEST_CASE(to_a_ci_with_one_file_it_is_added_by_hand) {
  InitFacts facts = product_facts();
  facts.cis = {"circleci"};
  facts.files[circleci] = "version: 2.1\njobs: {}\n";
  const auto draft = draft_of(facts);
  BOOST_TEST((file_of(draft, circleci).state == InitState::to_add));
  BOOST_TEST(file_of(draft, circleci).text.starts_with("orbs:\n"));
  BOOST_TEST((file_of(draft, "release-action.json").state == InitState::to_write));

  facts.files["release-action.json"] = "{}";  // which is ours alone
  BOOST_TEST((file_of(draft_of(facts), "release-action.json").state == InitState::conflict));

  facts.files[circleci] = "orbs:\n  release-action: gravitee/release-action@0.1\njobs: {release-action/auto: {}}\n";
  BOOST_TEST((file_of(draft_of(facts), circleci).state == InitState::there));
}

BOOST_AUTO_TEST_CASE(secrets_are_those_that_nobody_else_gives) {
  BOOST_TEST(needs(draft_of(product_facts()), "CIRCLE_TOKEN"));
  BOOST_TEST(!needs(draft_of(product_facts()), "GITHUB_TOKEN"));
  BOOST_TEST(needs(draft_of(product_facts(), "", "circleci"), "GITHUB_TOKEN"));
  BOOST_TEST(!needs(draft_of(product_facts(), "component", "circleci"), "CIRCLE_TOKEN"));
  const auto service = draft_of(product_facts(), "service");
  BOOST_TEST(needs(service, "DOCKERHUB_TOKEN"));
  BOOST_TEST(!needs(service, "AWS_ACCOUNT"));
  BOOST_TEST(!needs(service, "GITHUB_TOKEN"));
  const auto elsewhere = draft_of(product_facts(), "service", "circleci");
  for (const char* name :
       {"DOCKERHUB_TOKEN", "DOCKERHUB_USERNAME", "AWS_ROLE", "AWS_REGION", "AWS_ACCOUNT", "GITHUB_TOKEN"}) {
    BOOST_TEST(needs(elsewhere, name), name);
  }
  // A file that speaks of a variable has it explained.
  for (const auto& draft : {service, elsewhere}) {
    for (const auto& secret : draft.secrets) {
      BOOST_TEST(std::ranges::any_of(draft.files, [&](const auto& file) { return has(file.text, secret.name); }),
                 secret.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_still_to_be_done_by_hand_is_said) {
  InitFacts facts = product_facts();
  BOOST_TEST_REQUIRE(draft_of(facts).notes.size() == 1U);
  BOOST_TEST(has(draft_of(facts).notes[0], ".gitignore"));
  facts.ignored = true;
  BOOST_TEST(draft_of(facts).notes.empty());
  BOOST_TEST_REQUIRE(draft_of(facts, "", "circleci").notes.size() == 1U);
  BOOST_TEST(has(draft_of(facts, "", "circleci").notes[0], "ssh_fingerprint"));
  facts.manifest = false;
  BOOST_TEST(has(draft_of(facts, "product").notes[0], "release.json"));
}

BOOST_AUTO_TEST_CASE(a_component_is_gated_by_its_tests_alone) {
  InitFacts facts;
  facts.tool = "Maven";
  facts.main_branch = "main";
  const auto draft = draft_of(facts);
  BOOST_TEST(draft.rule == "test");
  BOOST_TEST(draft.rule_of == "main");
  BOOST_TEST(draft.rule_page.empty());
  BOOST_TEST(draft.secrets.empty());
  BOOST_TEST(draft.next == std::vector<std::string>{"release-action doctor"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_explanation_names_rule_secrets_and_the_next_command) {
  const std::string text = ra::cli::init_text(draft_of(product_facts()), false);
  for (const char* part :
       {"would write  .github/workflows/release.yml", "CIRCLE_TOKEN", "main and *.x should require the status check",
        "`release-action/dry-run`", "https://github.com/acme/Release/settings/rules", "release-action plan\n"}) {
    BOOST_TEST(has(text, part), part);
  }
  BOOST_TEST(!has(text, "runs-on"));
  BOOST_TEST(has(ra::cli::init_text(draft_of(product_facts()), true), "    runs-on"));
}

BOOST_AUTO_TEST_CASE(the_json_is_as_its_schema_says) {
  InitFacts facts = product_facts();
  facts.files["release-action.json"] = "{}";
  const auto json = ra::json::dump(ra::cli::init_json(draft_of(facts)));
  BOOST_TEST(ra::test::accepted_by(RA_INIT_SCHEMA, json));
  BOOST_TEST(!ra::test::accepted_by(RA_INIT_SCHEMA, R"({"schema":"release-action/init/1"})"));
}

BOOST_AUTO_TEST_SUITE_END()
