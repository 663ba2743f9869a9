#include "cli/doctor_outside.hpp"

#include "cli/doctor_ask.hpp"
#include "cli/forge_check.hpp"
#include "cli/services.hpp"

#include "git/repository.hpp"
#include "model/config_ci.hpp"
#include "orchestrate/release.hpp"

#include "base/coroutine.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>

#include <map>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr auto no_request = "not asked: --plan makes no request";
constexpr auto tried_ref = "refs/release-action/doctor";

// Those who are asked, and what they are asked through.
class Outside {
 public:
  Outside(Shell& shell, const OutsideFacts& facts)
      : shell_{shell}, config_{facts.config}, plan_{facts.plan}, has_git_{facts.has_git}, limit_{facts.limit} {}

  // Everything there is to ask, side by side.
  DoctorChecks rows() {
    std::vector<DoctorQuestion> questions;
    ask_remote(questions);
    ask_cis(questions);
    ask_forge(questions);
    return ask_all(io_, questions, limit_);
  }

 private:
  static DoctorQuestion told(DoctorChecks rows) {
    DoctorQuestion question;
    question.ask = [rows = std::move(rows)]() -> asio::awaitable<DoctorChecks> { return same(rows); };
    return question;
  }
  static asio::awaitable<DoctorChecks> same(DoctorChecks rows) { co_return rows; }

  static DoctorQuestion skipped(std::vector<std::string> names, const std::string& why) {
    DoctorChecks rows;
    for (auto& name : names) rows.push_back(check_row(std::move(name), CheckState::skipped, why));
    return told(std::move(rows));
  }

  void ask_remote(std::vector<DoctorQuestion>& questions) {
    const std::vector<std::string> names{"git remote", "git push"};
    std::error_code ignored;
    if (!has_git_) return questions.push_back(skipped(names, "not looked at: there is no git"));
    if (!fs::exists(fs::path{shell_.globals.directory} / ".git", ignored)) {
      DoctorChecks rows{check_row("git remote", CheckState::warning, "this folder is no clone of a git repository",
                                  "a dry run does without; a release writes tags and branches into the release "
                                  "repository: clone it"),
                        check_row("git push", CheckState::skipped, "not looked at: there is no clone")};
      return questions.push_back(told(std::move(rows)));
    }
    repository_.emplace(shell_.globals.directory, config_.git.remote, git::Retry{.tries = 1});
    const auto url = run_coroutine(repository_->remote_url());
    if (!url) {
      Error e = url.error();
      e.message = fmt::format("there is no remote {}", config_.git.remote);
      e.hint = fmt::format("git remote add {} URL, or name another remote under git.remote", config_.git.remote);
      DoctorChecks rows{failed_check("git remote", e),
                        check_row("git push", CheckState::skipped, "not looked at: there is no remote")};
      return questions.push_back(told(std::move(rows)));
    }
    url_ = *url;
    if (shell_.globals.plan) return questions.push_back(skipped(names, no_request));
    questions.push_back({{"git remote"}, [this] { return read_remote(); }});
    questions.push_back({{"git push"}, [this] { return try_push(); }});
  }

  asio::awaitable<DoctorChecks> read_remote() {
    const std::vector<std::string> patterns{"refs/heads/*"};
    const auto refs = co_await repository_->remote_refs(patterns);
    DoctorChecks rows;
    if (refs) {
      rows.push_back(check_row("git remote", CheckState::ok, url_ + " answers"));
    } else {
      rows.push_back(failed_check("git remote", refs.error()));
    }
    co_return rows;
  }

  asio::awaitable<DoctorChecks> try_push() {
    const std::string ref = tried_ref;
    const auto tried = co_await repository_->try_push(ref);
    DoctorChecks rows;
    if (tried) {
      rows.push_back(check_row("git push", CheckState::ok, "can be expected to work: it was opened, nothing was sent"));
    } else if (tried.error().code == Errc::not_found) {
      rows.push_back(check_row("git push", CheckState::skipped, "not tried: " + tried.error().message));
    } else {
      DoctorCheck row = failed_check("git push", tried.error());
      // A dry run does without: it keeps its ledger on this machine then.
      if (tried.error().code == Errc::unauthorized) row.state = CheckState::warning;
      rows.push_back(std::move(row));
    }
    co_return rows;
  }

  // Each CI by itself, so that the one without a token does not hide the other.
  void ask_cis(std::vector<DoctorQuestion>& questions) {
    std::map<std::string, std::vector<ci::Job>> jobs;
    jobs[config_.ci.provider];
    DoctorChecks unmade;
    if (plan_) gather_jobs(jobs, unmade);
    if (!unmade.empty()) questions.push_back(told(std::move(unmade)));
    for (auto& [name, mine] : jobs) {
      // Where every component has another CI, the usual one is not used.
      if (mine.empty() && jobs.size() > 1) continue;
      ask_ci(questions, name, std::move(mine));
    }
  }

  void gather_jobs(std::map<std::string, std::vector<ci::Job>>& jobs, DoctorChecks& unmade) {
    for (const auto& set : plan_->sets) {
      for (const auto& component : set.components) {
        const std::string provider = model::provider_of(config_.ci, component.name);
        auto job = orchestrate::make_job(component, config_, model::Mode::dry_run);
        if (job) {
          jobs[provider].push_back(*std::move(job));
        } else if (unmade.empty()) {
          unmade.push_back(failed_check("CI parameters", with_context(job.error(), component.name)));
        }
      }
    }
  }

  void ask_ci(std::vector<DoctorQuestion>& questions, const std::string& name, std::vector<ci::Job> jobs) {
    std::vector<std::string> names{"CI token: " + name, "CI projects: " + name};
    model::Config config = config_;
    config.ci.providers.clear();
    config.ci.provider = name;
    config.ci.patience = limit_ * 2 / 3;  // so that what stands in the way is told before the time is up
    auto services = make_services(shell_, config, io_.get_executor());
    if (!services) {
      DoctorChecks rows{failed_check(names[0], services.error()),
                        check_row(names[1], CheckState::skipped, "not looked at: it cannot be asked")};
      return questions.push_back(told(std::move(rows)));
    }
    services_.push_back(*std::move(services));
    ci::Provider& provider = *services_.back()->provider;
    if (!provider.has_token()) names.erase(names.begin());
    if (shell_.globals.plan) return questions.push_back(skipped(names, no_request));
    questions.push_back({names, [&provider, name, jobs] { return ci_checks(provider, name, jobs); }});
  }

  void ask_forge(std::vector<DoctorQuestion>& questions) {
    const std::vector<std::string> names{"GITHUB_TOKEN", "branch rule"};
    const std::string repository = forge_repository(shell_.environment, url_);
    if (repository.empty())
      return questions.push_back(skipped(names, "not looked at: the repository is not on GitHub"));
    auto services = make_forge(shell_, config_, repository, io_.get_executor());
    if (!services) {
      DoctorChecks rows{failed_check(names[0], services.error()),
                        check_row(names[1], CheckState::skipped, "not looked at: there is no token")};
      // Releases do without comments and statuses.
      if (services.error().code == Errc::unauthorized) rows[0].state = CheckState::warning;
      return questions.push_back(told(std::move(rows)));
    }
    if (shell_.globals.plan) return questions.push_back(skipped(names, no_request));
    forge_ = *std::move(services);
    const std::string branch = plan_ ? plan_->branch : "";
    questions.push_back(
        {names, [this, repository, branch] { return forge_checks(*forge_->forge, repository, branch); }});
  }

  asio::io_context io_{1};  // outlives whatever has sockets
  Shell& shell_;
  const model::Config& config_;
  const std::optional<model::Plan>& plan_;
  bool has_git_;
  Duration limit_;
  std::optional<git::Repository> repository_;
  std::string url_;  // of the remote
  std::vector<std::unique_ptr<Services>> services_;
  std::unique_ptr<ForgeServices> forge_;
};

}  // namespace

DoctorChecks outside_checks(Shell& shell, const OutsideFacts& facts) { return Outside{shell, facts}.rows(); }

}  // namespace ra::cli
