#pragma once

#include "base/time.hpp"
#include "cli/command.hpp"
#include "event/event.hpp"
#include "forge/forge.hpp"
#include "model/config.hpp"
#include "model/run.hpp"
#include "report/sticky.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace ra::cli {

// Tells a pull request how its run goes: one sticky comment and one commit status. A report that cannot be written is
// a warning, never the failure of a release.
class PullRequestReport {
 public:
  // `number`: the pull request; 0: the open one of the event's branch.
  // `by`: the command that tells it, where it is not the run itself.
  PullRequestReport(Shell& shell, forge::Forge& forge, event::Event event, std::int64_t number, const Clock& clock,
                    std::string by = {});

  // Writes when a state has changed and half a minute has gone since the last time. The first and the last are
  // written at once.
  boost::asio::awaitable<void> tell(const model::Run& run, bool last);

  // Takes back what a failed check has said: its comment and its status say that all is well now and the dry run is
  // still to come. Where no check has said anything last, nothing is written.
  boost::asio::awaitable<void> take_back(const model::Run& run);

 private:
  boost::asio::awaitable<Result<>> find_pull();
  boost::asio::awaitable<Result<>> comment(const model::Run& run);
  boost::asio::awaitable<Result<>> status(const model::Run& run);
  boost::asio::awaitable<Result<>> set_status(forge::Status status);
  report::StickyComment sticky(const model::Run& run) const;
  void give_up(const Error& e);

  Shell& shell_;
  forge::Forge& forge_;
  event::Event event_;
  std::int64_t number_;
  const Clock& clock_;
  std::string by_;
  std::string told_;  // the states that were told last
  std::optional<SteadyTime> told_at_;
  std::string link_;
  bool comments_ = true;  // false: it cannot be commented, which was said once
  bool statuses_ = true;
};

// The event of a pull request that may be told: a CI runs this, and for code of our own. An error says why there is
// none.
Result<event::Event> event_to_tell(const Environment& environment);

// One report, now, for commands that have no run under way.
Result<> tell_pull_request(Shell& shell, const model::Config& config, const model::Run& run, std::string_view by = {});

// The run has not begun, and nothing stands in its way any more.
Result<> take_back_on_pull_request(Shell& shell, const model::Config& config, const model::Run& run,
                                   std::string_view by);

// A report of another kind as one sticky comment of the event's pull request: `kind` tells it from others, `key` from
// those of its kind.
Result<> comment_on_pull_request(Shell& shell, const model::Config& config, const std::string& kind,
                                 const std::string& key, const std::string& text);

// The whole report for the page of the job, where the CI has one (GitHub Actions: $GITHUB_STEP_SUMMARY).
void write_job_summary(Shell& shell, const model::Run& run);

}  // namespace ra::cli
