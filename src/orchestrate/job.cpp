#include "orchestrate/release.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/config_ci.hpp"
#include "model/placeholders.hpp"
#include "model/version.hpp"

#include <algorithm>

namespace ra::orchestrate {

namespace {

ci::Parameters expand_all(const model::ParameterList& list, const model::Placeholders& values, Result<>& failed) {
  ci::Parameters out;
  for (const auto& [key, value] : list) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) {
      out.emplace_back(key, value);
      continue;
    }
    auto expanded = model::expand(*text, values);
    if (!expanded) {
      failed = with_context(std::move(expanded).error(), "ci.parameters." + key);
      continue;
    }
    out.emplace_back(key, *std::move(expanded));
  }
  return out;
}

// What is said of one mode goes before what is said of both; a parameter is sent once.
void replace_or_add(ci::Parameters& parameters, ci::Parameters::value_type parameter) {
  const auto same = std::ranges::find(parameters, parameter.first, &ci::Parameters::value_type::first);
  if (same == parameters.end()) {
    parameters.push_back(std::move(parameter));
  } else {
    same->second = std::move(parameter.second);
  }
}

std::string value_or(const std::map<std::string, std::string>& map, const std::string& key) {
  const auto it = map.find(key);
  return it == map.end() ? std::string{} : it->second;
}

}  // namespace

Result<ci::Job> make_job(const model::PlannedComponent& component, const model::Config& config, model::Mode mode) {
  const auto version = model::Version::parse(component.release_version);
  model::Placeholders values;
  if (version) values = model::placeholders_of(*version, config);
  values["org"] = config.ci.org;
  values["component"] = component.name;
  values["branch"] = component.branch;
  ci::Job job;
  job.component = component.name;
  job.branch = component.branch;
  job.repository = component.clone_url;
  job.project = value_or(config.ci.projects, component.name);
  if (job.project.empty()) {
    RA_TRY_ASSIGN(job.project, model::expand(model::project_template(config.ci, component.name), values));
  }
  job.definition = model::definition_of(config.ci, component.name);
  Result<> failed;
  job.parameters = expand_all(config.ci.parameters_both, values, failed);
  const auto& of_mode = mode == model::Mode::dry_run ? config.ci.parameters_dry_run : config.ci.parameters_release;
  for (auto& parameter : expand_all(of_mode, values, failed)) replace_or_add(job.parameters, std::move(parameter));
  RA_TRY(failed);
  return job;
}

}  // namespace ra::orchestrate
