// What a set is about to start, written down before it is started.
#include "base/parallel.hpp"
#include "base/try.hpp"
#include "orchestrate/set_runner.hpp"

#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

constexpr std::size_t numbers_at_once = 10;

}  // namespace

Event SetRunner::intent(std::size_t i) const {
  const SetItem& item = items_[i];
  Event event;
  event.kind = EventKind::intent;
  event.set = set_;
  event.component = item.job.component;
  event.version = item.version;
  event.project = item.job.project;
  event.branch = item.job.branch;
  event.after_number = item.history.after_number;
  return event;
}

// All intents of the set in one push before its first trigger.
asio::awaitable<Result<>> SetRunner::record_intents() {
  std::vector<std::size_t> fresh;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (scheduler_.phase(i) == Scheduler::Phase::waiting) fresh.push_back(i);
  }
  if (fresh.empty()) co_return Result<>{};
  std::optional<Error> failed;
  const EachOne ask = [this, &fresh, &failed](std::size_t k) -> asio::awaitable<void> {
    const std::size_t i = fresh[k];
    if (failed || stopping_) co_return;
    const auto number = co_await context_.provider.newest_number(items_[i].job);
    if (number) {
      items_[i].history.after_number = *number;
    } else if (!failed) {
      failed = with_context(number.error(), items_[i].job.component);
    }
  };
  co_await in_parallel(fresh.size(), numbers_at_once, ask);
  if (failed) co_return *failed;
  if (stopping_) co_return Result<>{};
  for (const std::size_t i : fresh) {
    Event event = intent(i);
    RA_CO_TRY(context_.ledger.append(std::move(event)));
  }
  auto pushed = co_await context_.ledger.flush();
  co_return pushed;
}

// For a pipeline that is started a second time in this run.
asio::awaitable<Result<>> SetRunner::record_intent(std::size_t i) {
  SetItem& item = items_[i];
  RA_CO_TRY_ASSIGN(item.history.after_number, co_await context_.provider.newest_number(item.job));
  Event event = intent(i);
  RA_CO_TRY(context_.ledger.append(std::move(event)));
  needs_intent_[i] = false;
  auto pushed = co_await context_.ledger.flush();
  co_return pushed;
}

}  // namespace ra::orchestrate
