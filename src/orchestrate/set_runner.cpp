#include "orchestrate/set_runner.hpp"

#include "base/nothrow.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

using Phase = ComponentHistory::Phase;

Scheduler::Phase start_phase(const ComponentHistory& history) {
  switch (history.phase) {
    case Phase::intended: return Scheduler::Phase::unsure;
    case Phase::triggered: return Scheduler::Phase::running;
    case Phase::passed: return Scheduler::Phase::passed;
    case Phase::waiting:
    case Phase::failed: return Scheduler::Phase::waiting;
  }
  return Scheduler::Phase::waiting;
}

std::vector<Scheduler::Phase> start_phases(const std::vector<SetItem>& items) {
  std::vector<Scheduler::Phase> phases;
  for (const auto& item : items) phases.push_back(start_phase(item.history));
  return phases;
}

// The outside could not be reached; it may be there again later.
bool is_trouble(const Error& e) {
  return e.code == Errc::transient || e.code == Errc::uncertain || e.code == Errc::unavailable ||
         e.code == Errc::rate_limited;
}

}  // namespace

SetRunner::SetRunner(Context& context, std::size_t set, std::vector<SetItem> items, asio::any_io_executor executor)
    : context_{context},
      set_{set},
      items_{std::move(items)},
      executor_{executor},
      timer_{executor},
      grace_{executor},
      scheduler_{start_phases(items_), limits_of(context.config.ci), context.clock.steady()},
      since_(items_.size(), context.clock.steady()),
      trouble_since_(items_.size()),
      needs_intent_(items_.size(), false),
      cuts_(items_.size()) {}

asio::awaitable<Result<>> SetRunner::run() {
  RA_CO_TRY(co_await record_intents());
  for (;;) {
    const Action action = scheduler_.next(context_.clock.steady());
    if (const auto* t = std::get_if<Trigger>(&action)) {
      spawn(&SetRunner::trigger, t->pipeline);
    } else if (const auto* r = std::get_if<Recover>(&action)) {
      spawn(&SetRunner::recover, r->pipeline);
    } else if (const auto* p = std::get_if<Poll>(&action)) {
      spawn(&SetRunner::poll, p->pipeline);
    } else if (const auto* w = std::get_if<Wait>(&action)) {
      timer_.expires_at(w->until.value_or(SteadyTime::max()));
      co_await timer_.async_wait(nothrow);
    } else if (under_way_ > 0) {
      // The scheduler knows how the last action ended, but its coroutine is still winding up.
      timer_.expires_at(SteadyTime::max());
      co_await timer_.async_wait(nothrow);
    } else {
      break;
    }
  }
  grace_.cancel();
  if (fatal_) co_return *fatal_;
  co_return Result<>{};
}

void SetRunner::spawn(Op op, std::size_t i) {
  cuts_[i] = std::make_unique<asio::cancellation_signal>();
  ++under_way_;
  auto done = [this, i](std::exception_ptr failed) {
    --under_way_;
    if (failed) {
      // Cut off after a signal, or a bug. Either way what happened outside is not known: the intent is in
      // the ledger and the next run looks.
      try {
        std::rethrow_exception(failed);
      } catch (const boost::system::system_error& e) {
        if (e.code() != asio::error::operation_aborted) fatal(error(Errc::internal, e.what()));
      } catch (const std::exception& e) {
        fatal(error(Errc::internal, e.what()));
      }
      if (scheduler_.phase(i) == Scheduler::Phase::polling) {
        scheduler_.observed(i, ci::Verdict::Kind::running, context_.clock.steady());
      } else {
        scheduler_.refused(i);
      }
    }
    wake();
  };
  asio::co_spawn(executor_, (this->*op)(i), asio::bind_cancellation_slot(cuts_[i]->slot(), done));
}

asio::awaitable<void> SetRunner::trigger(std::size_t i) {
  SetItem& item = items_[i];
  Result<> ready;
  if (needs_intent_[i]) {
    ready = co_await record_intent(i);
  } else {
    ready = co_await context_.ledger.guard();
  }
  if (!ready) fatal(ready.error());
  if (!ready || stopping_) {
    scheduler_.not_there(i);
    co_return;
  }
  const auto pipeline = co_await context_.provider.trigger(item.job);
  if (pipeline) {
    adopt(i, *pipeline, {});
    co_return;
  }
  const Error& e = pipeline.error();
  if (is_trouble(e) && still_patient(i)) {
    context_.log.warning("{}: {}; looking whether it was started all the same", item.job.component, e.message);
    scheduler_.lost(i, context_.clock.steady());
    co_return;
  }
  if (is_trouble(e) || e.code == Errc::unauthorized) {
    fatal(with_context(e, item.job.component));
    scheduler_.lost(i, context_.clock.steady());
    co_return;
  }
  fail(i, e.message);
}

asio::awaitable<void> SetRunner::recover(std::size_t i) {
  SetItem& item = items_[i];
  const auto found = co_await context_.provider.find(item.job, item.history.after_number, item.history.known);
  if (!found) {
    const Error& e = found.error();
    if (is_trouble(e) && still_patient(i) && !fatal_ && !stopping_) {
      scheduler_.lost(i, context_.clock.steady());
      co_return;
    }
    item.view->why = "it may have been started; the next run looks for it";
    if (!stopping_) fatal(with_context(e, item.job.component));
    scheduler_.refused(i);
    co_return;
  }
  if (!*found) {
    scheduler_.not_there(i);
    co_return;
  }
  context_.log.info("{}: found pipeline {} again", item.job.component, (*found)->number);
  adopt(i, **found, "found again after a lost answer");
}

asio::awaitable<void> SetRunner::poll(std::size_t i) {
  SetItem& item = items_[i];
  const auto seen = co_await context_.provider.observe(item.job, item.history.pipeline);
  const SteadyTime now = context_.clock.steady();
  if (!seen) {
    const Error& e = seen.error();
    const bool gone = e.code == Errc::not_found;
    if (gone && item.history.phase == Phase::triggered) {
      context_.log.warning("{}: its pipeline is gone; starting it again", item.job.component);
      item.history.phase = Phase::waiting;
      needs_intent_[i] = true;
      scheduler_.start_again(i);
      co_return;
    }
    // A pipeline that was just made may not be readable yet.
    if ((is_trouble(e) || gone) && still_patient(i)) {
      scheduler_.observed(i, ci::Verdict::Kind::running, now);
      co_return;
    }
    fatal(with_context(e, item.job.component));
    scheduler_.observed(i, ci::Verdict::Kind::running, now);
    co_return;
  }
  trouble_since_[i].reset();
  const auto waited = std::chrono::duration_cast<Duration>(now - since_[i]);
  const auto policy = verdict_policy_of(context_.config.ci);
  const ci::Verdict verdict = ci::judge(*seen, policy, waited, context_.clock.wall());
  if (verdict.kind == ci::Verdict::Kind::failed && item.history.from_ended_attempt) {
    context_.log.info("{}: pipeline {} has failed since the last attempt; starting it again", item.job.component,
                      item.history.pipeline.number);
    item.history.from_ended_attempt = false;
    item.history.phase = Phase::waiting;
    needs_intent_[i] = true;
    scheduler_.start_again(i);
    co_return;
  }
  conclude(i, &*seen, verdict);
  scheduler_.observed(i, verdict.kind, now);
}

bool SetRunner::still_patient(std::size_t i) {
  const SteadyTime now = context_.clock.steady();
  if (!trouble_since_[i]) trouble_since_[i] = now;
  return now - *trouble_since_[i] < context_.config.ci.patience;
}

void SetRunner::fatal(Error e) {
  if (!fatal_) fatal_ = std::move(e);
  scheduler_.stop();
}

void SetRunner::wake() { timer_.cancel(); }

void SetRunner::stop(Duration grace) {
  stopping_ = true;
  scheduler_.stop();
  grace_.expires_after(grace);
  grace_.async_wait([this](boost::system::error_code ec) {
    if (ec) return;
    for (const auto& cut : cuts_) {
      if (cut) cut->emit(asio::cancellation_type::terminal);
    }
  });
  wake();
}

}  // namespace ra::orchestrate
