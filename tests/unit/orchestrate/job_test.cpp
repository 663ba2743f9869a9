#include "orchestrate/release.hpp"

#include <boost/test/unit_test.hpp>

namespace orch = ra::orchestrate;
using ra::ci::ParameterValue;
using ra::model::Mode;

namespace {

ra::model::PlannedComponent gateway() {
  ra::model::PlannedComponent component;
  component.name = "gravitee-gateway";
  component.release_version = "3.16.1";
  component.branch = "3.16.x";
  component.clone_url = "https://git.example/gravitee-gateway";
  return component;
}

ra::model::Config config_of_io() {
  ra::model::Config config;
  config.ci.org = "gravitee-io";
  return config;
}

const ParameterValue* value_of(const ra::ci::Job& job, const std::string& key) {
  const auto found = std::ranges::find(job.parameters, key, &ra::ci::Parameters::value_type::first);
  return found == job.parameters.end() ? nullptr : &found->second;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jobs)

BOOST_AUTO_TEST_CASE(the_slug_is_made_of_organisation_and_component) {
  const auto job = orch::make_job(gateway(), config_of_io(), Mode::dry_run);

  BOOST_TEST_REQUIRE(job.has_value());
  BOOST_TEST(job->project == "gh/gravitee-io/gravitee-gateway");
  BOOST_TEST(job->component == "gravitee-gateway");
  BOOST_TEST(job->branch == "3.16.x");
  BOOST_TEST(job->repository == "https://git.example/gravitee-gateway");
  BOOST_TEST(job->definition == "");
}

BOOST_AUTO_TEST_CASE(a_project_of_its_own_is_taken_as_it_stands) {
  auto config = config_of_io();
  config.ci.projects["gravitee-gateway"] = "circleci/AbC/{dEf}";

  BOOST_TEST(orch::make_job(gateway(), config, Mode::dry_run)->project == "circleci/AbC/{dEf}");
}

BOOST_AUTO_TEST_CASE(a_definition_of_its_own_goes_before_the_one_for_all) {
  auto config = config_of_io();
  config.ci.definitions["*"] = "all";

  BOOST_TEST(orch::make_job(gateway(), config, Mode::dry_run)->definition == "all");
  config.ci.definitions["gravitee-gateway"] = "own";
  BOOST_TEST(orch::make_job(gateway(), config, Mode::dry_run)->definition == "own");
}

BOOST_AUTO_TEST_CASE(a_component_of_another_ci_has_its_names_and_not_those_of_the_usual_one) {
  auto config = config_of_io();
  config.ci.project = "gh/{org}/{component}";
  config.ci.definitions["*"] = "2338d0ae-5541-4bbf-88a2-55e9f7281f80";
  config.ci.providers["gravitee-gateway"] = "github-actions";

  const auto job = orch::make_job(gateway(), config, Mode::dry_run);

  BOOST_TEST_REQUIRE(job.has_value());
  BOOST_TEST(job->project == "gravitee-io/gravitee-gateway");
  BOOST_TEST(job->definition == "");
}

BOOST_AUTO_TEST_CASE(a_component_of_another_ci_may_have_project_and_definition_of_its_own) {
  auto config = config_of_io();
  config.ci.providers["gravitee-gateway"] = "github-actions";
  config.ci.projects["gravitee-gateway"] = "acme/gw";
  config.ci.definitions["gravitee-gateway"] = "publish.yml";

  const auto job = orch::make_job(gateway(), config, Mode::dry_run);

  BOOST_TEST(job->project == "acme/gw");
  BOOST_TEST(job->definition == "publish.yml");
}

BOOST_AUTO_TEST_CASE(a_release_on_github_actions_alone_has_its_names_and_its_definition_for_all) {
  auto config = config_of_io();
  config.ci.provider = "github-actions";
  config.ci.definitions["*"] = "publish.yml";

  const auto job = orch::make_job(gateway(), config, Mode::dry_run);

  BOOST_TEST(job->project == "gravitee-io/gravitee-gateway");
  BOOST_TEST(job->definition == "publish.yml");
}

BOOST_AUTO_TEST_CASE(a_dry_run_and_a_release_have_parameters_of_their_own) {
  const auto config = config_of_io();

  const auto dry = orch::make_job(gateway(), config, Mode::dry_run);
  const auto real = orch::make_job(gateway(), config, Mode::release);

  BOOST_TEST_REQUIRE(value_of(*dry, "dry_run") != nullptr);
  BOOST_TEST((*value_of(*dry, "dry_run") == ParameterValue{true}));
  BOOST_TEST((*value_of(*real, "dry_run") == ParameterValue{false}));
}

BOOST_AUTO_TEST_CASE(what_is_said_of_one_mode_replaces_what_is_said_of_both) {
  auto config = config_of_io();
  config.ci.parameters_both = {{"first", std::string{"both"}}, {"dry_run", std::string{"both"}}, {"last", true}};

  const auto job = orch::make_job(gateway(), config, Mode::release);

  std::vector<std::string> names;
  for (const auto& [key, value] : job->parameters) names.push_back(key);
  const std::vector<std::string> expected{"first", "dry_run", "last", "gio_action"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  BOOST_TEST((*value_of(*job, "first") == ParameterValue{std::string{"both"}}));
  BOOST_TEST((*value_of(*job, "dry_run") == ParameterValue{false}));
}

BOOST_AUTO_TEST_CASE(placeholders_in_values_are_filled_in) {
  auto config = config_of_io();
  config.ci.parameters_both = {{"what", std::string{"{org}/{component}@{branch} {version}"}}};

  const auto job = orch::make_job(gateway(), config, Mode::dry_run);

  BOOST_TEST((*value_of(*job, "what") == ParameterValue{std::string{"gravitee-io/gravitee-gateway@3.16.x 3.16.1"}}));
}

BOOST_AUTO_TEST_CASE(an_unknown_placeholder_is_an_error_that_names_its_parameter) {
  auto config = config_of_io();
  config.ci.parameters_both = {{"what", std::string{"{versoin}"}}};

  const auto job = orch::make_job(gateway(), config, Mode::dry_run);

  BOOST_TEST_REQUIRE(job.has_error());
  BOOST_TEST((job.error().code == ra::Errc::config));
  BOOST_TEST(job.error().message.find("ci.parameters.what") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
