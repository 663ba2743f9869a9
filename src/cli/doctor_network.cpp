#include "base/parallel.hpp"
#include "base/text.hpp"
#include "cli/doctor.hpp"
#include "cli/forge_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

constexpr std::size_t projects_at_once = 16;
constexpr std::size_t most_named = 8;

// What a CI said of its projects.
struct Answers {
  std::size_t good = 0;
  std::size_t accepted = 0;  // answers that only an accepted token gets
  std::vector<std::string> missing;
  std::vector<std::string> unasked;
  std::optional<Error> refused;
  std::optional<Error> first_missing;
  std::optional<Error> first_unasked;
};

void keep_first(std::optional<Error>& first, const Error& e) {
  if (!first) first = e;
}

Answers sorted(const std::vector<ci::Job>& jobs, const std::vector<std::optional<Error>>& errors) {
  Answers a;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!errors[i]) {
      ++a.good;
      ++a.accepted;
      continue;
    }
    const Error& e = *errors[i];
    if (e.code == Errc::unauthorized) {
      keep_first(a.refused, e);
      keep_first(a.first_missing, e);
      a.missing.push_back(jobs[i].component);
    } else if (e.code == Errc::not_found || e.code == Errc::config) {
      ++a.accepted;
      keep_first(a.first_missing, e);
      a.missing.push_back(jobs[i].component);
    } else {
      keep_first(a.first_unasked, e);
      a.unasked.push_back(jobs[i].component);
    }
  }
  return a;
}

std::string some_of(std::vector<std::string> names) {
  const std::size_t more = names.size() > most_named ? names.size() - most_named : 0;
  names.resize(names.size() - more);
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (more > 0) text += fmt::format(" and {} more", more);
  return text;
}

DoctorCheck projects_row(const std::string& name, std::size_t all, const Answers& a) {
  if (a.good == all)
    return check_row(name, CheckState::ok, all == 1 ? "it is set up" : fmt::format("all {} are set up", all));
  std::string message = fmt::format("{} of {} are set up", a.good, all);
  std::string hint;
  if (!a.missing.empty()) {
    message += "; not set up, or not to be seen by us: " + some_of(a.missing);
    hint = a.first_missing->hint.empty() ? a.first_missing->message : a.first_missing->hint;
  }
  if (!a.unasked.empty()) {
    message += fmt::format("; no answer about {}: {}", some_of(a.unasked), a.first_unasked->message);
    if (hint.empty()) hint = a.first_unasked->hint;
  }
  // As `check` ends with it: red, we were asked about it.
  return failed_check(name, error(a.missing.empty() ? a.first_unasked->code : Errc::failed_ci, message, hint));
}

constexpr auto no_projects = "not asked: nothing is to be released, so there is no project to ask for";

// Of a token when there is no project that would show whether it is accepted.
DoctorCheck lone_token_row(const std::string& name, const Result<bool>& accepted) {
  if (!accepted) return failed_check(name, accepted.error());
  if (*accepted) return check_row(name, CheckState::ok, "accepted");
  return check_row(name, CheckState::skipped, no_projects);
}

constexpr auto needed_rights =
    "`contents: write` for tags, branches and the ledger, unless git pushes with a key of its own; `pull-requests: "
    "write` for the comment; `statuses: write` for `release-action/dry-run`";

DoctorCheck token_row(const Result<forge::TokenRights>& rights, const std::string& repository) {
  const std::string name = "GITHUB_TOKEN";
  if (!rights) return failed_check(name, with_context(rights.error(), repository));
  if (!rights->can_push) {
    return check_row(name, CheckState::ok,
                     fmt::format("accepted, may read {}; a token of an App is not told what else it may", repository),
                     std::string{"it needs "} + needed_rights);
  }
  if (*rights->can_push) return check_row(name, CheckState::ok, "accepted, may read and write " + repository);
  return check_row(name, CheckState::warning, fmt::format("accepted, may read {} but not write to it", repository),
                   std::string{"it needs "} + needed_rights);
}

DoctorCheck rule_row(const Result<forge::BranchRules>& rules, const std::string& repository,
                     const std::string& branch) {
  const std::string name = "branch rule";
  if (!rules) {
    DoctorCheck unread = failed_check(name, with_context(rules.error(), "the rules of " + branch));
    // A token without that right is good for everything else.
    const bool refused = rules.error().code == Errc::unauthorized || rules.error().code == Errc::not_found;
    if (refused) unread.state = CheckState::warning;
    return unread;
  }
  if (!rules->there) {
    return check_row(name, CheckState::warning, fmt::format("{} has no branch {}", repository, branch),
                     "push it, or set branches.main and branches.release in release-action.json");
  }
  const auto is_ours = [](const std::string& context) { return lower(context) == dry_run_status; };
  if (std::ranges::any_of(rules->required, is_ours)) {
    return check_row(name, CheckState::ok, fmt::format("{} requires {}", branch, dry_run_status));
  }
  return check_row(name, CheckState::warning, fmt::format("{} can be merged into without a green dry run", branch),
                   fmt::format("add a rule for the branch that requires the status check `{}`", dry_run_status));
}

}  // namespace

asio::awaitable<DoctorChecks> ci_checks(ci::Provider& provider, std::string name, std::vector<ci::Job> jobs) {
  const std::string token = "CI token: " + name;
  const std::string projects = "CI projects: " + name;
  DoctorChecks rows;
  if (jobs.empty()) {
    if (provider.has_token()) {
      const auto accepted = co_await provider.check_token();
      rows.push_back(lone_token_row(token, accepted));
    }
    rows.push_back(check_row(projects, CheckState::skipped, no_projects));
    co_return rows;
  }
  std::vector<std::optional<Error>> errors(jobs.size());
  const ra::EachOne ask = [&](std::size_t i) -> asio::awaitable<void> {
    const auto set_up = co_await provider.check(jobs[i]);
    if (!set_up) errors[i] = set_up.error();
  };
  co_await ra::in_parallel(jobs.size(), projects_at_once, ask);

  const Answers a = sorted(jobs, errors);
  if (!provider.has_token()) {
    rows.push_back(projects_row(projects, jobs.size(), a));
    co_return rows;
  }
  if (a.accepted == 0) {
    rows.push_back(failed_check(token, a.refused ? *a.refused : *a.first_unasked));
    rows.push_back(check_row(projects, CheckState::skipped,
                             a.refused ? "not looked at: the token is not accepted" : "not looked at: no answer"));
    co_return rows;
  }
  rows.push_back(check_row(token, CheckState::ok, "accepted"));
  rows.push_back(projects_row(projects, jobs.size(), a));
  co_return rows;
}

asio::awaitable<DoctorChecks> forge_checks(forge::Forge& forge, std::string repository, std::string branch) {
  DoctorChecks rows;
  const auto rights = co_await forge.access().token();
  rows.push_back(token_row(rights, repository));
  if (!rights) {
    rows.push_back(check_row("branch rule", CheckState::skipped, "not looked at: the repository could not be read"));
    co_return rows;
  }
  const std::string of = branch.empty() ? rights->default_branch : branch;
  const auto rules = co_await forge.access().rules(of);
  rows.push_back(rule_row(rules, repository, of));
  co_return rows;
}

}  // namespace ra::cli
