#include "cli/pull_request.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/forge_check.hpp"
#include "cli/pull_request_words.hpp"
#include "cli/services.hpp"
#include "http/sleep.hpp"
#include "report/render.hpp"
#include "report/sticky.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

constexpr std::chrono::seconds between_comments{30};

report::StickyComment sticky_of(const event::Event& event, std::int64_t number) {
  report::StickyComment sticky;
  sticky.pull = number;
  sticky.mark.run = event.run;
  sticky.mark.attempt = event.attempt;
  sticky.mark.sha = event.sha;
  return sticky;
}

// The same report as a section of a comment that is shared. Jobs of one name, as those of a matrix are, must be named.
report::SharedSection section_of(const Shared& shared, report::StickyComment own, const event::Event& event) {
  report::SharedSection section;
  section.pull = own.pull;
  section.comment = shared.comment;
  section.mark = std::move(own.mark);
  section.mark.key = !shared.section.empty() ? shared.section : event.job.empty() ? "default" : event.job;
  return section;
}

// The open pull request from the event's branch. By the forge's word alone: what a stranger's job hands on says nothing
// here. Where the commit is what was tested, it must still be the newest.
asio::awaitable<Result<std::int64_t>> number_of_pull(forge::Forge& forge, const event::Event& event) {
  RA_CO_TRY_ASSIGN(const auto pulls, co_await forge.pulls().of_branch(event.branch, event.head_owner));
  for (const auto& pull : pulls) {
    if (event.kind != event::Kind::tested || pull.head_sha == event.sha) co_return pull.number;
  }
  const std::string of = event.kind == event::Kind::tested && !pulls.empty() ? event.sha.substr(0, 7) : event.branch;
  co_return error(Errc::not_found, fmt::format("no open pull request of {}", one_line(of, 200)));
}

}  // namespace

PullRequestReport::PullRequestReport(Shell& shell, forge::Forge& forge, event::Event event, std::int64_t number,
                                     const Clock& clock, std::string by)
    : shell_{shell}, forge_{forge}, event_{std::move(event)}, number_{number}, clock_{clock}, by_{std::move(by)} {
  if (number_ == 0) number_ = event_.number;
}

asio::awaitable<void> PullRequestReport::tell(const model::Run& run, bool last) {
  const SteadyTime now = clock_.steady();
  const std::string states = states_of(run);
  if (!last && told_at_ && (states == told_ || now - *told_at_ < between_comments)) co_return;
  told_ = states;
  told_at_ = now;
  if (number_ == 0 && comments_) {
    const auto found = co_await find_pull();
    if (!found) {
      shell_.log.info("{}", found.error().message);
      comments_ = false;
    }
  }
  if (comments_) {
    const auto commented = co_await comment(run);
    comment_trouble_.reset();
    if (!commented) give_up(commented.error());
  }
  if (!statuses_ || event_.sha.empty()) co_return;
  const auto shown = co_await status(run);
  status_trouble_.reset();
  if (shown) co_return;
  status_trouble_ = with_context(shown.error(), "the commit status");
  shell_.log.warning("the commit status was not set: {}", shown.error().message);
  statuses_ = shown.error().code != Errc::unauthorized;
}

asio::awaitable<Result<>> PullRequestReport::find_pull() {
  RA_CO_TRY_ASSIGN(number_, co_await number_of_pull(forge_, event_));
  co_return Result<>{};
}

asio::awaitable<void> PullRequestReport::take_back(const model::Run& run) {
  if (number_ == 0) {
    const auto found = co_await find_pull();
    if (!found) co_return;
  }
  report::StickyComment comment = sticky(run);
  comment.only_over = by_;
  comment.text = shell_.output.redact()(ready_text(run));
  const auto stuck = co_await report::stick(forge_.comments(), comment);
  if (!stuck) {
    shell_.log.debug("what was said on #{} was not taken back: {}", number_, stuck.error().message);
    co_return;
  }
  const bool said = *stuck == report::Stuck::updated || *stuck == report::Stuck::created;
  if (!said || event_.sha.empty()) co_return;
  forge::Status status;
  status.state = forge::State::pending;
  status.context = dry_run_status;
  status.description = "ready: the dry run is still to come";
  const auto shown = co_await set_status(status);
  if (!shown) shell_.log.warning("the commit status was not set: {}", shown.error().message);
}

report::StickyComment PullRequestReport::sticky(const model::Run& run) const {
  report::StickyComment sticky = sticky_of(event_, number_);
  sticky.mark.kind = "orchestration";
  sticky.mark.key = fmt::format("{}#{}:{}", event_.repository, number_, run.edition);
  sticky.mark.by = by_;
  return sticky;
}

asio::awaitable<Result<report::Stuck>> PullRequestReport::write(const model::Run& run) {
  const auto& redact = shell_.output.redact();
  if (!shared_.comment.empty()) {
    report::SharedSection section = section_of(shared_, sticky(run), event_);
    section.state = state_word(run);
    section.text = [&](std::size_t bytes) { return redact(report::markdown_within(run, bytes)); };
    auto stuck = co_await report::stick_section(forge_.comments(), std::move(section), pause_);
    co_return stuck;
  }
  report::StickyComment comment = sticky(run);
  comment.text = redact(report::markdown_within(run, report::comment_budget));
  comment.more = for_machines(run, redact);
  auto stuck = co_await report::stick(forge_.comments(), comment);
  co_return stuck;
}

asio::awaitable<Result<>> PullRequestReport::comment(const model::Run& run) {
  RA_CO_TRY_ASSIGN(const auto stuck, co_await write(run));
  if (stuck == report::Stuck::superseded) {
    shell_.log.info("a later run has written its report to #{} already; ours is left out", number_);
    comments_ = false;
  }
  link_ = fmt::format("{}/pull/{}", event_.repository_link, number_);
  co_return Result<>{};
}

asio::awaitable<Result<>> PullRequestReport::status(const model::Run& run) {
  forge::Status status;
  status.state = state_of(run);
  status.context = run.mode == model::Mode::dry_run ? dry_run_status : "release-action/release";
  status.description = shell_.output.redact()(description_of(run));
  co_return co_await set_status(status);
}

asio::awaitable<Result<>> PullRequestReport::set_status(forge::Status status) {
  status.link = event_.run_link.empty() ? link_ : event_.run_link;
  auto set = co_await forge_.statuses().set(event_.sha, status);
  co_return set;
}

void PullRequestReport::share(Shared with, report::Pause pause) {
  shared_ = std::move(with);
  pause_ = std::move(pause);
}

Trouble PullRequestReport::trouble() const {
  Trouble trouble;
  for (const auto& one : {comment_trouble_, status_trouble_}) {
    if (one) trouble.add(*one);
  }
  return trouble;
}

void PullRequestReport::give_up(const Error& e) {
  comment_trouble_ = with_context(e, fmt::format("the comment on #{}", number_));
  if (e.code != Errc::unauthorized) {
    shell_.log.warning("the comment on #{} was not written: {}", number_, e.message);
    return;
  }
  comments_ = false;
  shell_.log.warning(
      "cannot comment on #{}: this token is read-only, as it is for pull requests from forks and of "
      "Dependabot ({}); the report is in the job's summary, see docs/forks.md",
      number_, e.message);
}

Result<event::Event> event_to_tell(const Environment& environment) {
  RA_TRY_ASSIGN(const auto event, event::read_event(environment));
  if (!event) return error(Errc::usage, "this is not the job of a CI that is known, so there is no pull request");
  if (event->from_fork) {
    return error(Errc::unauthorized, "the pull request comes from a fork: its code gets no token to comment with",
                 "see docs/forks.md");
  }
  if (event->kind != event::Kind::unknown) return *event;
  return error(Errc::usage, fmt::format("the event {} has no pull request", one_line(event->name)));
}

Result<> tell_pull_request(Shell& shell, const model::Config& config, const model::Run& run, std::string_view by,
                           const Shared& shared, Trouble* trouble) {
  RA_TRY_ASSIGN(const auto event, event_to_tell(shell.environment));
  const WithForge tell = [&](ForgeServices& services) -> asio::awaitable<void> {
    PullRequestReport report{shell, *services.forge, event, 0, services.clock, std::string{by}};
    report.share(shared, http::real_sleep());
    co_await report.tell(run, true);
    if (trouble != nullptr) trouble->add(report.trouble());
  };
  return with_forge(shell, config, event.repository, tell);
}

Result<> take_back_on_pull_request(Shell& shell, const model::Config& config, const model::Run& run,
                                   std::string_view by) {
  RA_TRY_ASSIGN(const auto event, event_to_tell(shell.environment));
  const WithForge take_back = [&](ForgeServices& services) -> asio::awaitable<void> {
    PullRequestReport report{shell, *services.forge, event, 0, services.clock, std::string{by}};
    co_await report.take_back(run);
  };
  return with_forge(shell, config, event.repository, take_back);
}

Result<> comment_on_pull_request(Shell& shell, const model::Config& config, const OtherReport& other) {
  RA_TRY_ASSIGN(const auto event, event_to_tell(shell.environment));
  const bool found_out = event.kind == event::Kind::tested;
  if (event.number == 0 && !found_out) return error(Errc::not_found, "this job is for no pull request");
  report::StickyComment sticky = sticky_of(event, event.number);
  sticky.mark.kind = other.kind;
  sticky.mark.key = other.key;
  const auto& redact = shell.output.redact();
  Result<> done;
  const WithForge write = [&](ForgeServices& services) -> asio::awaitable<void> {
    if (found_out) {
      const auto number = co_await number_of_pull(*services.forge, event);
      if (!number) {
        done = number.error();
        co_return;
      }
      sticky.pull = *number;
    }
    if (!other.shared.comment.empty()) {
      report::SharedSection section = section_of(other.shared, sticky, event);
      section.state = other.state;
      section.text = [&](std::size_t bytes) { return redact(other.text(bytes)); };
      const report::Pause pause = http::real_sleep();
      const auto stuck = co_await report::stick_section(services.forge->comments(), std::move(section), pause);
      if (!stuck) done = stuck.error();
      co_return;
    }
    sticky.text = redact(other.text(report::comment_budget));
    const auto stuck = co_await report::stick(services.forge->comments(), sticky);
    if (!stuck) done = stuck.error();
  };
  RA_TRY(with_forge(shell, config, event.repository, write));
  return done;
}

}  // namespace ra::cli
