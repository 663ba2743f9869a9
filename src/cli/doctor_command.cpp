#include "cli/command.hpp"
#include "cli/doctor.hpp"
#include "cli/doctor_ask.hpp"
#include "cli/forge_check.hpp"
#include "cli/inputs.hpp"
#include "cli/services.hpp"
#include "cli/style.hpp"

#include "base/nothrow.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "git/git.hpp"
#include "git/repository.hpp"
#include "model/config_ci.hpp"
#include "orchestrate/release.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr Duration usual_limit = std::chrono::seconds{30};
constexpr auto no_request = "not asked: --plan makes no request";
constexpr std::string_view on_this_machine = "local";  // the provider that has no token
constexpr auto tried_ref = "refs/release-action/doctor";

// One doctor's visit: what was found out of files first, then the outside.
class Visit {
 public:
  Visit(Shell& shell, Duration limit) : shell_{shell}, limit_{limit} {}

  DoctorChecks rows() {
    look_at_git();
    look_at_files();
    rows_.push_back(folder_check(shell_.globals.work_folder()));
    look_outside();
    rows_.push_back(variables_check(shell_.environment));
    rows_.push_back(proxy_check(shell_.environment));
    rows_.push_back(certificates_check(shell_.environment));
    return std::move(rows_);
  }

 private:
  template <class T>
  Result<T> finished(asio::awaitable<Result<T>> work) {
    asio::io_context io{1};
    std::optional<Result<T>> result;
    std::exception_ptr failed;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr e, Result<T> r) {
      failed = std::move(e);
      result = std::move(r);
    });
    io.run();
    if (failed) std::rethrow_exception(failed);
    return *std::move(result);
  }

  void look_at_git() {
    const git::Command version{.arguments = {"--version"}};
    const auto line = finished(git::output(version));
    has_git_ = line.has_value();
    rows_.push_back(line ? git_check(*line) : failed_check("git", line.error()));
  }

  void look_at_files() {
    look_at_config();
    auto inputs = read_inputs(shell_.globals);
    if (inputs) return look_at_manifest(*std::move(inputs));
    const bool named = !shell_.globals.manifest_file.empty();
    std::error_code ignored;
    const bool there = named || fs::exists(fs::path{shell_.globals.directory} / "release.json", ignored);
    if (!config_read_) {
      rows_.push_back(check_row("manifest", CheckState::skipped, "not looked at: the configuration is not valid"));
    } else if (there) {
      rows_.push_back(failed_check("manifest", inputs.error()));
    } else {
      rows_.push_back(check_row("manifest", CheckState::warning,
                                "there is no release.json here: nothing can be released",
                                "a component or a service needs none; else run it in the release repository, or name "
                                "the manifest with --manifest or its folder with -C"));
    }
  }

  void look_at_config() {
    const bool named = !shell_.globals.config_file.empty();
    const fs::path path =
        named ? fs::path{shell_.globals.config_file} : fs::path{shell_.globals.directory} / "release-action.json";
    const auto config = read_config(shell_.globals);
    if (!config) return rows_.push_back(failed_check("configuration", config.error()));
    config_ = *config;
    config_read_ = true;
    std::error_code ignored;
    if (named || fs::exists(path, ignored)) {
      rows_.push_back(check_row("configuration", CheckState::ok, path.lexically_normal().string() + " is valid"));
    } else {
      rows_.push_back(check_row("configuration", CheckState::ok, "there is no release-action.json: the defaults hold"));
    }
  }

  void look_at_manifest(Inputs inputs) {
    config_ = inputs.config;
    plan_ = model::make_plan(inputs.manifest, inputs.config);
    if (model::any_errors(plan_->findings)) {
      rows_.push_back(failed_check("manifest", findings_error(plan_->findings, inputs.manifest.file)));
      return;
    }
    const std::size_t n = plan_->to_release();
    rows_.push_back(check_row("manifest", CheckState::ok,
                              fmt::format("{} {}, {} component{} to release from {}", plan_->product, plan_->version, n,
                                          n == 1 ? "" : "s", plan_->branch)));
  }

  // Everything there is to ask, side by side.
  void look_outside() {
    std::vector<DoctorQuestion> questions;
    ask_remote(questions);
    ask_cis(questions);
    ask_forge(questions);
    for (auto& row : ask_all(io_, questions, limit_)) rows_.push_back(std::move(row));
  }

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
    const auto url = finished(repository_->remote_url());
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
    if (name == on_this_machine) names.erase(names.begin());
    model::Config config = config_;
    config.ci.providers.clear();
    config.ci.provider = name;
    config.ci.patience = limit_ * 2 / 3;  // so that what stands in the way is told before the time is up
    auto services = make_services(shell_, config, io_.get_executor());
    if (!services) {
      DoctorChecks rows{failed_check(names.front(), services.error())};
      if (names.size() > 1) {
        rows.push_back(check_row(names.back(), CheckState::skipped, "not looked at: it cannot be asked"));
      }
      return questions.push_back(told(std::move(rows)));
    }
    if (shell_.globals.plan) return questions.push_back(skipped(names, no_request));
    if (jobs.empty()) {
      return questions.push_back(
          skipped(names, "not asked: nothing is to be released, so there is no project to ask for"));
    }
    services_.push_back(*std::move(services));
    ci::Provider& provider = *services_.back()->provider;
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
  Duration limit_;
  DoctorChecks rows_;
  model::Config config_;
  std::optional<model::Plan> plan_;
  std::optional<git::Repository> repository_;
  std::string url_;  // of the remote
  std::vector<std::unique_ptr<Services>> services_;
  std::unique_ptr<ForgeServices> forge_;
  bool has_git_ = false;
  bool config_read_ = false;
};

Result<int> doctor(Shell& shell, const std::string& timeout) {
  Duration limit = usual_limit;
  if (!timeout.empty()) {
    const auto given = parse_duration(timeout);
    if (!given) return error(Errc::usage, "--timeout: " + given.error().message, given.error().hint);
    limit = *given;
  }
  const DoctorChecks checks = Visit{shell, limit}.rows();
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(doctor_json(checks)));
  } else {
    auto style = style_of(shell, shell.environment.stdout_is_terminal);
    // What no terminal shows is not broken into lines.
    if (!shell.environment.stdout_is_terminal) style.columns = 1 << 20;
    shell.output.result(doctor_text(checks, style));
  }
  if (healthy(checks)) return 0;
  return doctor_error(checks);
}

}  // namespace

Command doctor_command() {
  Command command;
  command.name = "doctor";
  command.summary = "Tokens, rights, projects, branch rule, tools: what is well and what to do";
  command.example = "release-action doctor";
  command.add = [](CLI::App& app) -> Action {
    auto timeout = std::make_shared<std::string>();
    app.add_option("--timeout", *timeout, "Longest wait for all answers together (default: 30s)");
    return [timeout](Shell& shell) { return doctor(shell, *timeout); };
  };
  return command;
}

}  // namespace ra::cli
