// The CI providers by name. Adding one: its file in ci/, one line here, a fixture, a page in docs/.
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "ci/circleci.hpp"
#include "ci/local.hpp"
#include "cli/services.hpp"
#include "forge/github.hpp"
#include "http/sleep.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::cli {

namespace {

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
  services.client = make_client(shell, config, services.clock, executor);
  options.log = &shell.log;
  return ci::make_circleci(*services.client, std::move(options));
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

constexpr std::chrono::seconds forge_patience{20};

using Factory = Result<std::unique_ptr<ci::Provider>> (*)(Shell&, const model::Config&, Services&,
                                                          boost::asio::any_io_executor);
constexpr std::array<std::pair<std::string_view, Factory>, 2> providers{{{"circleci", circleci}, {"local", local}}};

}  // namespace

Result<std::unique_ptr<ci::Provider>> make_provider(Shell& shell, const model::Config& config, Services& services,
                                                    boost::asio::any_io_executor executor) {
  std::vector<std::string> names;
  for (const auto& [name, factory] : providers) {
    if (name == config.ci.provider) return factory(shell, config, services, executor);
    names.emplace_back(name);
  }
  const std::string near = nearest(config.ci.provider, names);
  return error(Errc::config, fmt::format("there is no CI provider `{}`", config.ci.provider),
               near.empty() ? "ci.provider is circleci or local" : fmt::format("did you mean `{}`?", near));
}

Result<std::unique_ptr<ForgeServices>> make_forge(Shell& shell, const model::Config& config,
                                                  const std::string& repository,
                                                  boost::asio::any_io_executor executor) {
  github::ApiOptions options;
  options.token = shell.environment.secret("GITHUB_TOKEN");
  options.patience = forge_patience;
  options.graphql_url = shell.environment.get("GITHUB_GRAPHQL_URL");
  if (auto url = shell.environment.get("GITHUB_API_URL"); !url.empty()) options.base_url = url;
  if (options.token.empty()) {
    return error(Errc::unauthorized, "no GitHub token: the variable GITHUB_TOKEN is not set",
                 "in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`; elsewhere make a fine-grained token with "
                 "pull requests and commit statuses: write");
  }
  auto services = std::make_unique<ForgeServices>();
  model::Config hasty = config;
  hasty.ci.patience = forge_patience;
  services->client = make_client(shell, hasty, services->clock, executor);
  RA_TRY_ASSIGN(services->forge, forge::make_github(*services->client, repository, std::move(options),
                                                    http::real_sleep(), services->clock));
  return services;
}

}  // namespace ra::cli
