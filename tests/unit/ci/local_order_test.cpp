#include "ci/local_order.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra;
using namespace ra::ci::local;

namespace {

model::LocalJob job(const std::string& name) { return {name, "true", std::chrono::minutes{1}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(local_order)

BOOST_AUTO_TEST_CASE(parameters_become_upper_case_variables) {
  ci::Job wanted;
  wanted.component = "gravitee-gateway";
  wanted.branch = "3.16.x";
  wanted.parameters = {{"gio_action", std::string{"release"}},
                       {"dry_run", true},
                       {"retries", std::int64_t{3}},
                       {"maven-profile", std::string{"p"}},
                       {"1st", false}};

  const auto variables = variables_of(wanted);

  const std::map<std::string, std::string> expected{{"GIO_ACTION", "release"},
                                                    {"DRY_RUN", "true"},
                                                    {"RETRIES", "3"},
                                                    {"MAVEN_PROFILE", "p"},
                                                    {"_1ST", "false"},
                                                    {"RELEASE_ACTION_COMPONENT", "gravitee-gateway"},
                                                    {"RELEASE_ACTION_BRANCH", "3.16.x"}};
  BOOST_TEST((variables == expected));
}

BOOST_AUTO_TEST_CASE(our_tokens_and_the_variables_of_git_hooks_are_taken_out) {
  const auto left = environment_for_jobs({{"CIRCLE_TOKEN", "a"},
                                          {"GITHUB_TOKEN", "b"},
                                          {"GH_TOKEN", "c"},
                                          {"GIT_DIR", "d"},
                                          {"GIT_INDEX_FILE", "e"},
                                          {"PATH", "/bin"},
                                          {"NPM_TOKEN", "n"}});

  BOOST_TEST((left == Environment{{"PATH", "/bin"}, {"NPM_TOKEN", "n"}}));
}

BOOST_AUTO_TEST_CASE(a_component_of_its_own_replaces_the_common_jobs) {
  model::LocalConfig config;
  config.jobs = {job("build")};
  config.components["ui"] = {job("lint"), job("test")};

  const auto common = jobs_of(config, "gateway");
  const auto own = jobs_of(config, "ui");

  BOOST_REQUIRE(common && own);
  BOOST_TEST(common->size() == 2U);
  BOOST_TEST(common->at(0).name == "checkout");
  BOOST_TEST(common->at(1).name == "build");
  BOOST_TEST(own->size() == 3U);
  BOOST_TEST(own->at(1).name == "lint");
}

BOOST_AUTO_TEST_CASE(a_component_without_jobs_is_an_error_of_the_configuration) {
  const auto jobs = jobs_of({}, "gateway");

  BOOST_REQUIRE(jobs.has_error());
  BOOST_TEST((jobs.error().code == Errc::config));
  BOOST_TEST(!jobs.error().hint.empty());
}

BOOST_AUTO_TEST_CASE(each_job_has_a_log_of_its_own_in_the_folder) {
  model::LocalConfig config;
  config.jobs = {job("../a b"), job("../a b"), job("runner"), job("checkout")};

  const auto jobs = jobs_of(config, "x");

  BOOST_REQUIRE(jobs.has_value());
  BOOST_TEST(jobs->at(1).log == "_._a_b.log");
  BOOST_TEST(jobs->at(2).log == "_._a_b-2.log");
  BOOST_TEST(jobs->at(3).log == "runner-2.log");
  BOOST_TEST(jobs->at(4).log == "checkout-2.log");
}

BOOST_AUTO_TEST_CASE(a_project_cannot_lead_out_of_its_folder) {
  BOOST_TEST(project_folder("gh/gravitee-io/gravitee.x").string() == "gh/gravitee-io/gravitee.x");
  BOOST_TEST(project_folder("../../etc").string() == "%2E./%2E./etc");
  BOOST_TEST(project_folder("/abs//x").string() == "%/abs/%/x");
}

BOOST_AUTO_TEST_SUITE_END()
