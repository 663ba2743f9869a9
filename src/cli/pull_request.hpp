#pragma once

#include "base/time.hpp"
#include "cli/command.hpp"
#include "event/event.hpp"
#include "forge/forge.hpp"
#include "model/config.hpp"
#include "model/run.hpp"
#include "report/shared.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>

namespace ra::cli {

// What goes wrong with telling is a warning, unless `--strict-report` asks for more: then it is what the program ends
// with where all else went well.
class Trouble {
 public:
  void add(const Error& e) {
    if (!first_) first_ = e;
  }
  void add(const Result<>& result) {
    if (!result) add(result.error());
  }
  void add(const Trouble& more) {
    if (more.first_) add(*more.first_);
  }
  const std::optional<Error>& first() const { return first_; }

 private:
  std::optional<Error> first_;
};

// A comment that several jobs share, and the section of this one. "" : a comment of its own.
struct Shared {
  std::string comment;
  std::string section;  // "" : the job's name
};

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

  // From now on the report is a section of that comment.
  void share(Shared with, report::Pause pause);

  // What stands in the way of the report, as far as it was told last.
  Trouble trouble() const;

 private:
  boost::asio::awaitable<Result<>> find_pull();
  boost::asio::awaitable<Result<>> comment(const model::Run& run);
  boost::asio::awaitable<Result<report::Stuck>> write(const model::Run& run);
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
  Shared shared_;
  report::Pause pause_;
  std::optional<Error> comment_trouble_;
  std::optional<Error> status_trouble_;
  bool comments_ = true;  // false: it cannot be commented, which was said once
  bool statuses_ = true;
};

// The event of a pull request that may be told: a CI runs this, and for code of our own. An error says why there is
// none.
Result<event::Event> event_to_tell(const Environment& environment);

// One report, now, for commands that have no run under way. An error says why there is nobody to tell; what else went
// wrong goes to `trouble`.
Result<> tell_pull_request(Shell& shell, const model::Config& config, const model::Run& run, std::string_view by = {},
                           const Shared& shared = {}, Trouble* trouble = nullptr);

// The run has not begun, and nothing stands in its way any more.
Result<> take_back_on_pull_request(Shell& shell, const model::Config& config, const model::Run& run,
                                   std::string_view by);

// A report of another kind as one sticky comment of the event's pull request: `kind` tells it from others, `key` from
// those of its kind.
struct OtherReport {
  std::string kind;
  std::string key;
  Shared shared;
  std::string state;                             // passed or failed
  std::function<std::string(std::size_t)> text;  // in at most so many bytes
};
Result<> comment_on_pull_request(Shell& shell, const model::Config& config, const OtherReport& other);

}  // namespace ra::cli
