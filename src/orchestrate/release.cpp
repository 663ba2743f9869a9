#include "orchestrate/release.hpp"

#include "base/coroutine.hpp"
#include "base/parallel.hpp"
#include "base/random.hpp"
#include "base/try.hpp"
#include "orchestrate/moved.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

using Phase = ComponentHistory::Phase;
constexpr std::size_t checks_at_once = 10;
constexpr Duration grace_after_signal{3000};

}  // namespace

Release::Release(Context context, const model::Plan& plan, ReleaseOptions options)
    : context_{std::move(context)}, plan_{plan}, options_{std::move(options)} {
  if (context_.repository != nullptr && options_.mode == model::Mode::release) {
    persistence_ = std::make_unique<Persistence>(context_, plan_, options_.manifest_path);
  }
  const History none;
  build_view(none);
}

asio::awaitable<void> Release::run() {
  view_.started_at = format_utc(context_.clock.wall());
  const Result<> done = co_await go();
  if (!done) error_ = done.error();
  const bool red =
      std::ranges::any_of(view_.sets, [](const auto& set) { return set.state == model::SetState::failed; });
  view_.state = interrupted_    ? model::RunState::cancelled
                : error_ || red ? model::RunState::failed
                                : model::RunState::passed;
  view_.finished_at = format_utc(context_.clock.wall());
  if (error_) {
    view_.error = error_->message;
    view_.hint = error_->hint;
  }
  co_await end_attempt();
  context_.changed();
  if (report) report(view_);
}

asio::awaitable<Result<>> Release::go() {
  RA_CO_TRY(co_await begin());
  if (history_.published) {
    view_.notes.push_back(fmt::format("{} was released already; nothing was done", plan_.version));
    co_return Result<>{};
  }
  RA_CO_TRY(co_await check_projects());
  if (interrupted_) co_return Result<>{};
  if (persistence_) RA_CO_TRY(co_await persistence_->mark_start());
  RA_CO_TRY(co_await run_sets());
  const auto done = co_await finish();
  co_return done;
}

// Takes the lock, reads what happened before, and opens this attempt.
asio::awaitable<Result<>> Release::begin() {
  auto events = co_await context_.ledger.open();
  if (!events) {
    closed_ = true;
    co_return events.error();
  }
  if (!context_.ledger.note().empty()) view_.notes.push_back(context_.ledger.note());
  const auto executor = co_await asio::this_coro::executor;
  spawn(executor, context_.ledger.keep_alive());

  history_ = replay(*events);
  const bool over = history_.passed && options_.mode == model::Mode::dry_run;
  if (!options_.resume || over || history_.run_id.empty()) {
    RA_CO_TRY(context_.ledger.start_afresh());
    Event first;
    first.kind = EventKind::run_started;
    first.run_id = uuid(context_.random);
    first.product = context_.config.product;
    first.edition = context_.config.edition;
    first.version = plan_.version;
    first.mode = model::to_string(options_.mode);
    RA_CO_TRY(context_.ledger.append(first));
    events->clear();
    events->push_back(first);
  } else if (history_.attempt_open) {
    context_.log.info("attempt {} was cut off; going on where it stopped", history_.attempts.size());
  }
  Event attempt;
  attempt.kind = EventKind::attempt_started;
  attempt.run_id = uuid(context_.random);
  attempt.attempt = static_cast<int>(replay(*events).attempts.size()) + 1;
  attempt.note = options_.who;
  RA_CO_TRY(context_.ledger.append(attempt));
  attempt.at = view_.started_at;
  events->push_back(attempt);
  history_ = replay(*events);
  view_.run_id = history_.run_id;
  view_.attempt = attempt.attempt;
  view_.earlier = history_.attempts;
  if (!view_.earlier.empty()) view_.earlier.pop_back();
  if (options_.mode == model::Mode::dry_run) {
    const auto notes = co_await forget_moved(context_, plan_, history_);
    for (const auto& note : notes) context_.log.info("{}", note);
    view_.notes.insert(view_.notes.end(), notes.begin(), notes.end());
  }
  build_view(history_);
  context_.changed();
  co_return Result<>{};
}

// Every project before the first trigger: a project that was never set up answers a trigger with 201
// and then nothing runs.
asio::awaitable<Result<>> Release::check_projects() {
  std::vector<ci::Job> jobs;
  for (const auto& set : plan_.sets) {
    for (const auto& component : set.components) {
      if (!chosen(component.name)) continue;
      const auto known = history_.components.find(component.name);
      const bool started = known != history_.components.end() && still_same(known->second, component) &&
                           known->second.phase != Phase::waiting && known->second.phase != Phase::failed;
      if (started) continue;
      RA_CO_TRY_ASSIGN(auto job, make_job(component, context_.config, options_.mode));
      jobs.push_back(std::move(job));
    }
  }
  std::vector<std::optional<Error>> failed(jobs.size());
  bool hopeless = false;  // the token or the service: the other projects would say the same
  const EachOne check = [&](std::size_t i) -> asio::awaitable<void> {
    if (hopeless || interrupted_) co_return;
    const auto ok = co_await context_.provider.check(jobs[i]);
    if (ok) co_return;
    failed[i] = ok.error();
    hopeless = ok.error().code != Errc::not_found && ok.error().code != Errc::config;
  };
  co_await in_parallel(jobs.size(), checks_at_once, check);
  std::vector<std::string> messages;
  std::string hint;
  for (const auto& e : failed) {
    if (!e) continue;
    if (e->code != Errc::not_found && e->code != Errc::config) co_return *e;
    messages.push_back(e->message);
    if (hint.empty()) hint = e->hint;
  }
  if (messages.empty()) co_return Result<>{};
  co_return ra::error(Errc::config, fmt::format("nothing was started: {}", fmt::join(messages, "; ")), hint);
}

asio::awaitable<Result<>> Release::run_sets() {
  for (std::size_t s = 0; s < plan_.sets.size(); ++s) {
    if (interrupted_) break;
    if (view_.sets[s].pipelines.empty()) {
      context_.log.debug("set {} is empty", s);
      continue;
    }
    const auto done = co_await run_set(s);
    if (report) report(view_);
    if (!done) co_return done;
    if (view_.sets[s].state == model::SetState::failed) break;
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Release::run_set(std::size_t s) {
  model::SetRun& shown = view_.sets[s];
  std::vector<SetItem> items;
  for (const auto& component : plan_.sets[s].components) {
    if (!chosen(component.name)) continue;
    SetItem item;
    RA_CO_TRY_ASSIGN(item.job, make_job(component, context_.config, options_.mode));
    item.version = component.release_version;
    const auto known = history_.components.find(component.name);
    if (known != history_.components.end()) {
      item.history.known = known->second.known;
      if (still_same(known->second, component)) item.history = known->second;
    }
    const auto view = std::ranges::find(shown.pipelines, component.name, &model::PipelineRun::component);
    item.view = &*view;
    items.push_back(std::move(item));
  }
  shown.state = model::SetState::running;
  context_.changed();
  const auto executor = co_await asio::this_coro::executor;
  current_ = std::make_unique<SetRunner>(context_, s, std::move(items), executor);
  if (interrupted_) current_->stop(grace_after_signal);
  const auto ran = co_await current_->run();
  co_await current_->inspect();
  current_.reset();

  const bool all =
      std::ranges::all_of(shown.pipelines, [](const auto& p) { return p.state == model::PipelineState::passed; });
  const bool red = std::ranges::any_of(shown.pipelines, [](const auto& p) {
    return p.state == model::PipelineState::failed || p.state == model::PipelineState::canceled;
  });
  shown.state = all ? model::SetState::passed : red || !ran ? model::SetState::failed : model::SetState::running;
  // What has succeeded before a failure is persisted.
  if (persistence_ && !context_.ledger.lost()) {
    const std::vector<std::size_t> only_this{s};
    const auto released = released_of(only_this);
    const auto persisted = co_await persistence_->components_released(released);
    if (ran && !persisted) co_return persisted;
  }
  co_return ran;
}

// What has passed in these sets, as far as the manifest does not say so yet.
std::vector<model::ReleasedComponent> Release::released_of(const std::vector<std::size_t>& sets) const {
  std::vector<model::ReleasedComponent> released;
  for (const std::size_t s : sets) {
    for (const auto& component : plan_.sets[s].components) {
      const auto view = std::ranges::find(view_.sets[s].pipelines, component.name, &model::PipelineRun::component);
      if (view == view_.sets[s].pipelines.end() || view->state != model::PipelineState::passed) continue;
      model::ReleasedComponent r;
      r.name = component.name;
      r.version = component.release_version;
      released.push_back(std::move(r));
    }
  }
  return released;
}

Event Release::attempt_finished() {
  Event event;
  event.kind = EventKind::attempt_finished;
  event.state = model::to_string(view_.state == model::RunState::running ? model::RunState::passed : view_.state);
  event.note = tally();
  return event;
}

asio::awaitable<Result<>> Release::finish() {
  std::vector<std::size_t> all_sets;
  bool all = options_.only.empty();
  for (std::size_t s = 0; s < view_.sets.size(); ++s) {
    all_sets.push_back(s);
    for (const auto& pipeline : view_.sets[s].pipelines) all &= pipeline.state == model::PipelineState::passed;
  }
  if (!persistence_ || !all || interrupted_) co_return Result<>{};
  const auto released = released_of(all_sets);
  const Event last = attempt_finished();
  RA_CO_TRY_ASSIGN(view_.published, co_await persistence_->product_released(released, last));
  closed_ = true;
  co_return Result<>{};
}

asio::awaitable<void> Release::end_attempt() {
  if (closed_) co_return;
  closed_ = true;
  if (!history_.published && !context_.ledger.lost()) {
    if (const auto written = context_.ledger.append(attempt_finished()); !written) {
      context_.log.warning("{}", written.error().message);
      if (!error_) error_ = written.error();
    }
  }
  const auto pushed = co_await context_.ledger.close();
  if (!pushed) {
    view_.notes.push_back("the end of this run could not be written to the ledger: " + pushed.error().message);
    context_.log.warning("{}", view_.notes.back());
  }
}

void Release::interrupt() {
  if (interrupted_) return;
  interrupted_ = true;
  if (current_) current_->stop(grace_after_signal);
}

}  // namespace ra::orchestrate
