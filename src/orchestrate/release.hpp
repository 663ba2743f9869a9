#pragma once

#include "orchestrate/context.hpp"
#include "orchestrate/history.hpp"
#include "orchestrate/persist.hpp"
#include "orchestrate/set_runner.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ra::orchestrate {

struct ReleaseOptions {
  model::Mode mode = model::Mode::dry_run;
  bool resume = true;             // false: forget what the ledger knows
  std::vector<std::string> only;  // components; empty: all
  std::string manifest_path;      // in the release repository
  std::string branch;             // of the checkout, such as dry-3.1.68; may be empty
  std::string sha;                // commit of the manifest; may be empty
  std::string repository_link;
  std::string who;  // runs it, for the attempts in the ledger
};

// The pipeline of one component, made of the plan and the configuration.
Result<ci::Job> make_job(const model::PlannedComponent& component, const model::Config& config, model::Mode mode);

// The ledger's word counts only for what is still the same thing to release.
bool still_same(const ComponentHistory& history, const model::PlannedComponent& component);

// One execution of `release` over the sets of a plan (DOMAIN 3): lock, resume, checks, set by set, persistence
// in git, report. The view is the report at every moment; it is complete also when an error ends the run.
class Release {
 public:
  Release(Context context, const model::Plan& plan, ReleaseOptions options);

  // The run, red or green. Errors are recorded in it (run.error) and returned through `error()`.
  boost::asio::awaitable<void> run();

  const model::Run& view() const { return view_; }
  const std::optional<Error>& error() const { return error_; }

  // SIGINT, SIGTERM: nothing more is triggered; run() ends with a final report.
  void interrupt();

  std::function<void(const model::Run&)> report;  // called after each set and at the end

 private:
  boost::asio::awaitable<Result<>> go();
  boost::asio::awaitable<Result<>> begin();
  boost::asio::awaitable<Result<>> check_projects();
  boost::asio::awaitable<Result<>> run_sets();
  boost::asio::awaitable<Result<>> run_set(std::size_t index);
  boost::asio::awaitable<Result<>> finish();
  boost::asio::awaitable<void> end_attempt();
  void build_view(const History& history);
  bool chosen(const std::string& component) const;
  std::vector<model::ReleasedComponent> released_of(const std::vector<std::size_t>& sets) const;
  std::string tally() const;
  Event attempt_finished();

  Context context_;
  const model::Plan& plan_;
  ReleaseOptions options_;
  model::Run view_;
  History history_;
  std::unique_ptr<Persistence> persistence_;
  std::unique_ptr<SetRunner> current_;
  std::optional<Error> error_;
  bool interrupted_ = false;
  bool closed_ = false;
};

}  // namespace ra::orchestrate
