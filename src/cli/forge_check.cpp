#include "cli/forge_check.hpp"

#include "base/text.hpp"
#include "cli/web_link.hpp"
#include "event/event.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

using model::Finding;
using model::Severity;

Finding finding(Severity severity, std::string code, std::string message, std::string hint) {
  Finding f;
  f.severity = severity;
  f.code = std::move(code);
  f.message = std::move(message);
  f.hint = std::move(hint);
  return f;
}

// Only a warning: a release does without the forge's answers, and conflicts show when they come.
Finding unread(const std::string& what, const Error& e) {
  const bool refused = e.code == Errc::unauthorized || e.code == Errc::not_found;
  return finding(Severity::warning, refused ? "token-permissions" : "forge-unreachable",
                 fmt::format("{} could not be read: {}", what, e.message), e.hint);
}

// False when nothing more needs to be asked.
asio::awaitable<bool> check_token(forge::Forge& forge, std::vector<Finding>& findings) {
  const auto rights = co_await forge.access().token();
  if (!rights) {
    findings.push_back(unread("the release repository", rights.error()));
  } else if (rights->can_push == false) {
    findings.push_back(finding(Severity::warning, "token-permissions",
                               "the token may read the release repository but not write to it",
                               "a release pushes tags and commits: give GITHUB_TOKEN `contents: write`, unless git "
                               "pushes with a key of its own"));
  }
  co_return rights.has_value();
}

asio::awaitable<void> check_rules(forge::Forge& forge, const std::string& branch, std::vector<Finding>& findings) {
  const auto rules = co_await forge.access().rules(branch);
  if (!rules) {
    findings.push_back(unread("the rules of " + branch, rules.error()));
    co_return;
  }
  if (!rules->there) co_return;  // git's part of the check says so already
  const auto is_ours = [](const std::string& context) { return lower(context) == dry_run_status; };
  if (std::ranges::any_of(rules->required, is_ours)) co_return;
  findings.push_back(finding(
      Severity::warning, "branch-rule-missing", fmt::format("{} can be merged into without a green dry run", branch),
      fmt::format("add a rule for the branch that requires the status check `{}`", dry_run_status)));
}

asio::awaitable<void> check_release(forge::Forge& forge, const std::string& version, std::vector<Finding>& findings) {
  const auto there = co_await forge.releases().of_tag(version);
  if (!there) {
    findings.push_back(unread("the releases", there.error()));
  } else if (there->has_value()) {
    findings.push_back(finding(Severity::error, "release-exists",
                               fmt::format("release {} is there already: {}", version, (*there)->link),
                               "give the product another version, or delete that release"));
  }
}

}  // namespace

std::string forge_repository(const Environment& environment, const std::string& remote_url) {
  if (const auto event = event::read_event(environment); event && *event) {
    return (*event)->from_fork ? std::string{} : (*event)->repository;
  }
  std::string server = environment.get("GITHUB_SERVER_URL");
  if (server.empty()) server = "https://github.com";
  const std::string page = web_link(remote_url);
  if (!page.starts_with(server + "/")) return {};
  return page.substr(server.size() + 1);
}

asio::awaitable<std::vector<Finding>> check_forge(forge::Forge& forge, const model::Plan& plan) {
  std::vector<Finding> findings;
  const bool readable = co_await check_token(forge, findings);
  if (!readable) co_return findings;
  co_await check_rules(forge, plan.branch, findings);
  co_await check_release(forge, plan.version, findings);
  co_return findings;
}

}  // namespace ra::cli
