#include "ci/local_order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::ci::local {

namespace {

constexpr Duration checkout_limit = std::chrono::minutes{15};

std::string log_name(const std::string& job, const std::vector<JobOrder>& before) {
  std::string base;
  for (const char c : job) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    base += letter || c == '-' || c == '_' || (c == '.' && !base.empty()) ? c : '_';
  }
  base.resize(std::min<std::size_t>(base.size(), 100));
  std::string name = base + ".log";
  const auto taken = [&](const std::string& wanted) {
    return wanted == "runner.log" || std::ranges::find(before, wanted, &JobOrder::log) != before.end();
  };
  for (int i = 2; taken(name); ++i) name = fmt::format("{}-{}.log", base, i);
  return name;
}

// GIO_ACTION of gio_action.
std::string variable_name(const std::string& parameter) {
  std::string name;
  for (const char c : parameter) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    const bool plain = (c >= 'A' && c <= 'Z') || digit;
    if (digit && name.empty()) name = "_";
    name += lower ? static_cast<char>(c - 'a' + 'A') : plain ? c : '_';
  }
  return name;
}

std::string text_of(const ParameterValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<std::string>(value);
}

}  // namespace

Result<std::vector<JobOrder>> jobs_of(const model::LocalConfig& config, const std::string& component) {
  const auto own = config.components.find(component);
  const auto& wanted = own == config.components.end() ? config.jobs : own->second;
  if (wanted.empty()) {
    return error(Errc::config, fmt::format("no commands are configured for {}", component),
                 "name them in release-action.json: \"ci\": {\"local\": {\"jobs\": [{\"name\": …, \"run\": …}]}}");
  }
  std::vector<JobOrder> jobs{{"checkout", "", checkout_limit, "checkout.log"}};
  for (const auto& job : wanted) {
    if (job.run.empty()) {
      return error(Errc::config, fmt::format("the job {} of {} has nothing to run", job.name, component));
    }
    jobs.push_back({job.name, job.run, job.timeout, log_name(job.name, jobs)});
  }
  return jobs;
}

std::map<std::string, std::string> variables_of(const Job& job) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : job.parameters) variables[variable_name(name)] = text_of(value);
  variables["RELEASE_ACTION_COMPONENT"] = job.component;
  variables["RELEASE_ACTION_BRANCH"] = job.branch;
  return variables;
}

Environment environment_for_jobs(Environment environment) {
  for (const auto* name : {"CIRCLE_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"}) environment.erase(name);
  // git rev-parse --local-env-vars, without the ones that carry configuration
  for (const auto* name : {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE",
                           "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_PREFIX",
                           "GIT_SHALLOW_FILE", "GIT_COMMON_DIR"}) {
    environment.erase(name);
  }
  return environment;
}

}  // namespace ra::ci::local
