#include "cli/deploy_targets.hpp"

#include "base/try.hpp"
#include "cli/artifacts.hpp"
#include "model/placeholders.hpp"

#include <algorithm>

namespace ra::cli {

namespace {

Result<> expand_all(std::map<std::string, std::string>& texts, const model::Placeholders& values) {
  for (auto& [key, text] : texts) {
    RA_TRY_ASSIGN(text, model::expand(text, values));
  }
  return {};
}

Result<> expand_probe(std::optional<model::Probe>& probe, const model::Placeholders& values) {
  if (!probe) return {};
  RA_TRY_ASSIGN(probe->url, model::expand(probe->url, values));
  // Bodies have braces of their own, such as those of JSON.
  constexpr std::string_view word = "{version}";
  const std::string& version = values.at("version");
  for (auto at = probe->body.find(word); at != std::string::npos; at = probe->body.find(word, at + version.size()))
    probe->body.replace(at, word.size(), version);
  return {};
}

}  // namespace

Result<model::Deployment> deployment_of(const model::Deployment& written, const model::Version& version,
                                        const model::Config& config) {
  auto values = model::placeholders_of(version, config);
  values["version"] = version.text();
  values["environment"] = written.environment;
  values["side"] = "{side}";
  model::Deployment deployment = written;
  RA_TRY_ASSIGN(deployment.url, model::expand(written.url, values));
  RA_TRY(expand_probe(deployment.ready, values));
  RA_TRY(expand_probe(deployment.health, values));
  RA_TRY(expand_all(deployment.values, values));
  const auto& kinds = model::deployment_kinds();
  const auto kind = std::ranges::find(kinds, written.kind, &model::DeploymentKind::name);
  if (kind == kinds.end() || !kind->has_commands) RA_TRY(expand_all(deployment.settings, values));
  return deployment;
}

Result<std::vector<model::Deployment>> chosen_deployments(const model::Config& config,
                                                          const std::vector<std::string>& names) {
  if (config.deploy.empty())
    return error(Errc::config, "nothing to deploy is configured", "write a section `deploy`: see docs/deploy.md");
  std::vector<std::string> known;
  for (const auto& deployment : config.deploy) known.push_back(deployment.name);
  RA_TRY(check_names(names, known, "deployment"));
  std::vector<model::Deployment> chosen;
  for (const auto& deployment : config.deploy) {
    if (names.empty() || std::ranges::find(names, deployment.name) != names.end()) chosen.push_back(deployment);
  }
  return chosen;
}

}  // namespace ra::cli
