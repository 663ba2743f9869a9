#include "orchestrate/check.hpp"

#include "base/parallel.hpp"
#include "base/try.hpp"
#include "model/placeholders.hpp"
#include "model/version.hpp"
#include "orchestrate/persist.hpp"
#include "orchestrate/release.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

using model::Finding;
using model::Severity;
constexpr std::size_t reads_at_once = 16;

Finding finding(Severity severity, std::string code, std::string component, std::string message,
                std::string hint = {}) {
  Finding f;
  f.severity = severity;
  f.code = std::move(code);
  f.component = std::move(component);
  f.message = std::move(message);
  f.hint = std::move(hint);
  return f;
}

bool has(const std::vector<git::RemoteRef>& refs, const std::string& name) {
  return std::ranges::find(refs, name, &git::RemoteRef::ref) != refs.end();
}

// dry-3.1.68 must carry 3.1.68-SNAPSHOT, and so must its target 3.1.x.
void check_branch_name(const std::string& branch, const model::Plan& plan, const model::Config& config,
                       std::vector<Finding>& findings) {
  if (branch.empty() || branch == plan.branch) return;
  const auto version = model::Version::parse(plan.version);
  if (!version) return;
  model::Placeholders values = model::placeholders_of(*version, config);
  const auto expected = model::expand(config.branches.dry_run, values);
  if (expected && branch == *expected) return;
  // What stands before the version tells a dry run's branch from any other.
  const std::string prefix = config.branches.dry_run.substr(0, config.branches.dry_run.find('{'));
  const bool is_dry = expected && !prefix.empty() && branch.starts_with(prefix);
  if (is_dry) {
    findings.push_back(finding(Severity::error, "branch-name", "",
                               fmt::format("the branch is {} but the manifest says {}", branch, plan.product_version),
                               fmt::format("rename the branch to {}, or correct the manifest's version", *expected)));
    return;
  }
  findings.push_back(
      finding(Severity::note, "branch-name", "",
              fmt::format("the branch is {}; {} is released from {}", branch, plan.version, plan.branch)));
}

// Refs of the release repository itself.
asio::awaitable<Result<std::vector<Finding>>> check_release_repository(CheckContext context, const model::Plan& plan) {
  std::vector<Finding> findings;
  const auto branch = co_await context.repository->current_branch();
  if (branch) check_branch_name(*branch, plan, context.config, findings);
  RA_CO_TRY_ASSIGN(const NextVersions next, next_versions(plan.version, context.config));
  const std::vector<std::string> patterns{"refs/tags/" + plan.version, "refs/heads/*"};
  RA_CO_TRY_ASSIGN(const auto refs, co_await context.repository->remote_refs(patterns));
  if (has(refs, "refs/tags/" + plan.version)) {
    findings.push_back(finding(Severity::error, "tag-exists", "",
                               fmt::format("tag {} is already in the release repository", plan.version),
                               "this version was released; set the manifest's version to the next one"));
  }
  if (!has(refs, "refs/heads/" + plan.branch)) {
    findings.push_back(finding(Severity::error, "branch-missing", "",
                               fmt::format("the release repository has no branch {}", plan.branch),
                               "create it, or set branches.main and branches.release in release-action.json"));
  }
  if (!next.maintenance_branch.empty() && has(refs, "refs/heads/" + next.maintenance_branch)) {
    findings.push_back(finding(
        Severity::error, "branch-exists", "",
        fmt::format("branch {} is already there; releasing {} would make it", next.maintenance_branch, plan.version),
        "delete it, or release a patch version from it"));
  }
  co_return findings;
}

// One component: its branch, its tag, its CI project.
asio::awaitable<std::vector<Finding>> check_component(CheckContext context, const model::PlannedComponent& component) {
  std::vector<Finding> findings;
  const std::string branch = "refs/heads/" + component.branch;
  const std::string tag = "refs/tags/" + component.release_version;
  const std::string v_tag = "refs/tags/v" + component.release_version;
  const std::vector<std::string> patterns{branch, tag, v_tag};
  const auto refs = co_await git::ls_remote(component.clone_url, patterns);
  if (!refs) {
    findings.push_back(
        finding(Severity::error, "repository-unreachable", component.name, refs.error().message, refs.error().hint));
  } else {
    if (!has(*refs, branch)) {
      findings.push_back(
          finding(Severity::error, "branch-missing", component.name,
                  fmt::format("{} has no branch {}", component.name, component.branch),
                  fmt::format("{} is released from it; push the branch or correct the version in the manifest",
                              component.release_version)));
    }
    if (has(*refs, tag) || has(*refs, v_tag)) {
      findings.push_back(
          finding(Severity::error, "already-released", component.name,
                  fmt::format("{} {} was released already: its tag exists", component.name, component.release_version),
                  "nothing is released twice: give it the next version, or take -SNAPSHOT off in the manifest"));
    }
  }
  if (context.provider == nullptr) co_return findings;
  const auto job = make_job(component, context.config, model::Mode::dry_run);
  if (!job) {
    findings.push_back(
        finding(Severity::error, "configuration", component.name, job.error().message, job.error().hint));
    co_return findings;
  }
  const auto set_up = co_await context.provider->check(*job);
  if (!set_up) {
    findings.push_back(finding(Severity::error,
                               set_up.error().code == Errc::not_found ? "project-not-set-up" : "ci-unreachable",
                               component.name, set_up.error().message, set_up.error().hint));
  }
  co_return findings;
}

}  // namespace

asio::awaitable<Result<std::vector<Finding>>> check(CheckContext context, const model::Plan& plan) {
  std::vector<Finding> findings;
  if (context.repository != nullptr && !plan.version.empty()) {
    auto own = co_await check_release_repository(context, plan);
    if (!own) {
      findings.push_back(finding(Severity::error, "repository-unreachable", "", own.error().message, own.error().hint));
    } else {
      findings = *std::move(own);
    }
  }
  std::vector<const model::PlannedComponent*> components;
  for (const auto& set : plan.sets) {
    for (const auto& component : set.components) components.push_back(&component);
  }
  std::vector<std::vector<Finding>> found(components.size());
  const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
    found[i] = co_await check_component(context, *components[i]);
  };
  co_await in_parallel(components.size(), reads_at_once, one);
  for (auto& list : found) {
    for (auto& f : list) findings.push_back(std::move(f));
  }
  co_return findings;
}

}  // namespace ra::orchestrate
