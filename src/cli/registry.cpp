// The CI providers by name. Adding one: its file in ci/, one line here, a fixture, a page in docs/.
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci.hpp"
#include "ci/circleci_approval.hpp"
#include "ci/github_actions.hpp"
#include "ci/local.hpp"
#include "ci/mixed.hpp"
#include "cli/ci_systems.hpp"
#include "cli/services.hpp"
#include "forge/github.hpp"
#include "http/sleep.hpp"
#include "model/config_ci.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ra::cli {

namespace {

// One for all providers: ci.requestsPerSecond is of all requests together.
http::Client& client_of(Shell& shell, const model::Config& config, Services& services,
                        boost::asio::any_io_executor executor) {
  if (!services.client) services.client = make_client(shell, config, services.clock, executor);
  return *services.client;
}

Result<std::unique_ptr<ci::Provider>> circleci(Shell& shell, const model::Config& config, Services& services,
                                               boost::asio::any_io_executor executor) {
  ci::CircleciOptions options;
  options.token = shell.environment.secret("CIRCLE_TOKEN");
  if (auto url = shell.environment.get("CIRCLECI_URL"); !url.empty()) options.base_url = url;
  if (options.token.empty()) {
    return error(
        Errc::unauthorized, "no CircleCI token: the variable CIRCLE_TOKEN is not set",
        "make a personal API token at https://app.circleci.com/settings/user/tokens and export it as CIRCLE_TOKEN; "
        "or rehearse on this machine with \"ci\": {\"provider\": \"local\"} in release-action.json");
  }
  options.log = &shell.log;
  return ci::make_circleci(client_of(shell, config, services, executor), std::move(options));
}

Result<std::unique_ptr<ci::Provider>> github_actions(Shell& shell, const model::Config& config, Services& services,
                                                     boost::asio::any_io_executor executor) {
  ci::GithubActionsOptions options;
  options.api.token = shell.environment.secret("GITHUB_TOKEN");
  options.api.patience = config.ci.patience;
  options.api.graphql_url = shell.environment.get("GITHUB_GRAPHQL_URL");
  if (auto url = shell.environment.get("GITHUB_API_URL"); !url.empty()) options.api.base_url = url;
  if (options.api.token.empty()) {
    return error(Errc::unauthorized, "no GitHub token: the variable GITHUB_TOKEN is not set",
                 "make a fine-grained token, or one of a GitHub App, with actions: write and contents: read on the "
                 "components' repositories; a workflow's own GITHUB_TOKEN reaches its own repository only");
  }
  options.correlation_input = config.ci.correlation_input;
  options.log = &shell.log;
  return ci::make_github_actions(client_of(shell, config, services, executor), std::move(options), http::real_sleep(),
                                 services.clock);
}

Result<std::unique_ptr<ci::Provider>> local(Shell& shell, const model::Config& config, Services& services,
                                            boost::asio::any_io_executor) {
  ci::LocalOptions options{shell.globals.work_folder(),
                           shell.environment.executable,
                           config.ci.local,
                           system_random(),
                           services.clock,
                           shell.log,
                           shell.environment.variables};
  return ci::make_local(std::move(options));
}

constexpr Duration forge_patience{20'000};  // what people are told beside a run holds it up no longer

using Factory = Result<std::unique_ptr<ci::Provider>> (*)(Shell&, const model::Config&, Services&,
                                                          boost::asio::any_io_executor);
constexpr std::array<std::pair<std::string_view, Factory>, 3> providers{
    {{"circleci", circleci}, {"github-actions", github_actions}, {"local", local}}};

Result<Factory> factory_of(const std::string& wanted, std::string_view key) {
  std::vector<std::string> names;
  for (const auto& [name, factory] : providers) {
    if (name == wanted) return factory;
    names.emplace_back(name);
  }
  const std::string near = nearest(wanted, names);
  return error(
      Errc::config, fmt::format("there is no CI provider `{}`", wanted),
      near.empty() ? fmt::format("{} is {}", key, fmt::join(names, " or ")) : fmt::format("did you mean `{}`?", near));
}

}  // namespace

Result<std::unique_ptr<ci::Provider>> make_provider(Shell& shell, const model::Config& config, Services& services,
                                                    boost::asio::any_io_executor executor) {
  RA_TRY_ASSIGN(const Factory usual, factory_of(config.ci.provider, "ci.provider"));
  if (config.ci.providers.empty()) return usual(shell, config, services, executor);

  ci::MixedOptions mixed;
  const auto add = [&](const std::string& name, Factory factory) {
    mixed.providers[name] = [&shell, &services, config, executor, factory] {
      return factory(shell, config, services, executor);
    };
  };
  add(config.ci.provider, usual);
  for (const auto& [component, name] : config.ci.providers) {
    RA_TRY_ASSIGN(const Factory factory, factory_of(name, "ci.providers." + component));
    add(name, factory);
  }
  mixed.provider_of = [ci = config.ci](const std::string& component) { return model::provider_of(ci, component); };
  return ci::make_mixed(std::move(mixed));
}

const std::vector<CiSystem>& ci_systems() {
  static const std::vector<CiSystem> systems{
      {"github-actions", ".github/workflows", false, true, "the repository's Settings, Secrets and variables, Actions"},
      {"circleci", ".circleci/config.yml", true, false,
       "CircleCI: Organization Settings, Contexts, a context `release`"}};
  return systems;
}

bool has_environments(std::string_view ci) { return ci == "github-actions"; }

std::optional<ApprovalJob> approval_job(Shell& shell, const std::string& name) {
  ci::CircleciApprovals wanted;
  wanted.token = shell.environment.secret("CIRCLE_TOKEN");
  wanted.workflow = shell.environment.get("CIRCLE_WORKFLOW_ID");
  wanted.job = name;
  if (name.empty() || wanted.workflow.empty()) return std::nullopt;
  if (wanted.token.empty()) {
    shell.log.warning("the job {} cannot be asked for: the variable CIRCLE_TOKEN is not set", name);
    return std::nullopt;
  }
  if (auto url = shell.environment.get("CIRCLECI_URL"); !url.empty()) wanted.base_url = url;
  ApprovalJob job;
  job.name = name;
  job.run = wanted.workflow;
  job.link = shell.environment.get("CIRCLE_BUILD_URL");
  job.passed = [wanted](http::Client& client) { return ci::circleci_approvals(client, wanted); };
  return job;
}

Result<std::unique_ptr<ForgeServices>> make_forge(Shell& shell, const model::Config& config,
                                                  const std::string& repository,
                                                  boost::asio::any_io_executor executor) {
  model::Config hasty = config;
  hasty.ci.patience = std::min(config.ci.patience, forge_patience);
  github::ApiOptions options;
  options.token = shell.environment.secret("GITHUB_TOKEN");
  options.patience = hasty.ci.patience;
  options.graphql_url = shell.environment.get("GITHUB_GRAPHQL_URL");
  if (auto url = shell.environment.get("GITHUB_API_URL"); !url.empty()) options.base_url = url;
  if (options.token.empty()) {
    return error(Errc::unauthorized, "no GitHub token: the variable GITHUB_TOKEN is not set",
                 "in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`; elsewhere make a fine-grained token with "
                 "pull requests and commit statuses: write");
  }
  auto services = std::make_unique<ForgeServices>();
  services->client = make_client(shell, hasty, services->clock, executor);
  RA_TRY_ASSIGN(services->forge, forge::make_github(*services->client, repository, std::move(options),
                                                    http::real_sleep(), services->clock));
  return services;
}

}  // namespace ra::cli
