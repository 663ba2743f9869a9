#include "orchestrate/ledger.hpp"

#include "base/files.hpp"
#include "base/nothrow.hpp"
#include "base/try.hpp"
#include "git/lease.hpp"

#include <fmt/format.h>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::orchestrate {

// One push at a time, first come first served: when a push takes longer than the lease's third, the heartbeat is
// always due, and without an order nobody else would ever get in.
class Ledger::Turn {
 public:
  explicit Turn(Ledger& ledger) : ledger_{ledger} {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    ++ledger_.serving_;
    ledger_.turn_.cancel();
  }

 private:
  Ledger& ledger_;
};

Ledger::Ledger(LedgerOptions options, git::Repository* repository, const Clock& clock, const Log& log,
               asio::any_io_executor executor)
    : options_{std::move(options)},
      repository_{repository},
      clock_{clock},
      log_{log},
      turn_{executor, asio::steady_timer::time_point::max()},
      alarm_{executor},
      local_{options_.mode == model::LedgerMode::local || repository == nullptr} {}

std::string Ledger::ref() const {
  return fmt::format("refs/release-action/{}/{}-{}", options_.product, options_.version, to_string(options_.run_mode));
}

Error Ledger::taken(std::string_view holder) const {
  return error(Errc::conflict,
               fmt::format("another run of {} {} ({}) is under way{}{}", options_.product, options_.version,
                           to_string(options_.run_mode), holder.empty() ? "" : ": ", holder),
               "wait until it has ended; if it was killed, its lock ends by itself after one lease");
}

asio::awaitable<Result<std::string>> Ledger::load(const git::Sha& commit) {
  const std::string path = "ledger.ndjson";
  auto text = co_await repository_->read(commit, path);
  co_return text;
}

bool Ledger::may_go_local(const Error& e) const {
  return options_.run_mode == model::Mode::dry_run &&
         (e.code == Errc::unauthorized || e.code == Errc::config || e.code == Errc::not_found);
}

void Ledger::go_local(const Error& e) {
  note_ = "the ledger stays on this machine, since the release repository cannot be written: " + e.message;
  log_.warning("{}", note_);
  local_ = true;
}

asio::awaitable<Result<std::vector<Event>>> Ledger::peek() {
  RA_CO_TRY_ASSIGN(text_, read_file_of_this_release());
  if (!local_) {
    const std::string name = ref();
    const auto seen = co_await repository_->fetch(name);
    if (!seen) co_return seen.error();
    if (*seen) {
      auto text = co_await load(**seen);
      if (text && !text_.starts_with(*text)) text_ = *std::move(text);
    }
  }
  co_return parse_ledger(text_);
}

asio::awaitable<Result<std::vector<Event>>> Ledger::open() {
  RA_CO_TRY(lock_folder());
  RA_CO_TRY_ASSIGN(text_, read_file_of_this_release());
  if (!local_) {
    const std::string name = ref();
    auto seen = co_await repository_->fetch(name);
    Result<> taken_over;
    if (seen) {
      const std::optional<git::Sha> sha = *seen;
      taken_over = co_await take_over(sha);
    } else {
      taken_over = seen.error();
    }
    if (!taken_over && !may_go_local(taken_over.error())) co_return taken_over.error();
    if (!taken_over) go_local(taken_over.error());
  }
  auto events = parse_ledger(text_);
  if (!events) co_return events;
  // A line that was cut off is dropped for good.
  std::string kept;
  for (const auto& event : *events) kept += to_line(event);
  text_ = std::move(kept);
  RA_CO_TRY(set_others_aside());
  RA_CO_TRY(write_file(file(), text_));
  co_return events;
}

// Compare-and-swap on the ref; before it, one lease of waiting when somebody holds it.
asio::awaitable<Result<>> Ledger::take_over(std::optional<git::Sha> seen) {
  if (seen) {
    const git::Sha commit = *seen;
    const std::string path = "lease.json";
    auto lease_text = co_await repository_->read(commit, path);
    const git::Lease lease = lease_text ? git::read_lease(*lease_text) : git::Lease{};
    if (!lease.released && lease_text) {
      const Duration wait = std::max(lease.length, Duration{1});
      log_.info("{} holds the lock of this release; waiting {} to see whether it lives", lease.holder,
                format_duration(wait));
      alarm_.expires_after(wait);
      co_await alarm_.async_wait(nothrow);
      const std::string name = ref();
      const auto again = co_await repository_->fetch(name);
      if (!again) co_return again.error();
      if (*again != seen) {
        if (!*again) co_return taken(lease.holder);
        const git::Sha newer = **again;
        auto newer_text = co_await repository_->read(newer, path);
        const bool given_back = newer_text && git::read_lease(*newer_text).released;
        if (!given_back) co_return taken(lease.holder);
        seen = *again;
      } else {
        log_.warning("{} has not renewed its lease; taking over", lease.holder);
      }
    }
    tip_ = *seen;
    const git::Sha tip = tip_;
    RA_CO_TRY_ASSIGN(const std::string remote, co_await load(tip));
    // What this machine wrote and could not push any more comes after what was pushed.
    if (!text_.starts_with(remote)) text_ = remote;
  }
  std::vector<git::RefUpdate> none;
  const bool release = false;
  auto pushed = co_await push(none, release);
  if (!pushed && lost_) co_return taken("");
  co_return pushed;
}

Result<> Ledger::start_afresh() {
  text_.clear();
  return write_file(file(), text_);
}

Result<> Ledger::append(Event event) {
  event.at = format_utc_ms(clock_.wall());
  const std::string line = to_line(event);
  RA_TRY(append_file(file(), line));
  text_ += line;
  if (!dirty_since_) dirty_since_ = clock_.steady();
  alarm_.cancel();
  return {};
}

asio::awaitable<Result<>> Ledger::push(std::vector<git::RefUpdate> refs, bool release) {
  const std::uint64_t mine = next_ticket_++;
  // The timer is never re-armed: that would wake the others who wait, and they us, round and round.
  while (serving_ != mine) co_await turn_.async_wait(nothrow);
  const Turn turn{*this};
  if (closed_ && !release) co_return Result<>{};  // given back while we waited: it must not be taken again
  const bool pushed_meanwhile = holding_ && !dirty_since_ && clock_.steady() - pushed_at_ < options_.lease / 2;
  if (refs.empty() && !release && pushed_meanwhile) co_return Result<>{};
  auto result = co_await push_now(std::move(refs), release);
  co_return result;
}

asio::awaitable<Result<>> Ledger::push_now(std::vector<git::RefUpdate> refs, bool release) {
  const SteadyTime now = clock_.steady();
  const WallTime wall = clock_.wall();
  git::Lease lease;
  lease.holder = options_.holder;
  lease.length = options_.lease;
  lease.released = release;
  std::map<std::string, std::string> files;
  files["ledger.ndjson"] = text_;
  files["lease.json"] = git::to_text(lease, wall);
  const std::string message =
      fmt::format("Ledger of {} {} ({})", options_.product, options_.version, to_string(options_.run_mode));
  const auto was_dirty = std::exchange(dirty_since_, std::nullopt);
  auto commit = co_await repository_->commit(tip_, files, message, options_.who, wall);
  if (!commit) {
    dirty_since_ = was_dirty;
    co_return commit.error();
  }
  git::RefUpdate mine;
  mine.ref = ref();
  mine.target = *commit;
  mine.expected = tip_;
  refs.insert(refs.begin(), mine);
  auto pushed = co_await repository_->push(refs);
  if (pushed) {
    tip_ = *commit;
    pushed_at_ = now;
    holding_ = true;
    co_return pushed;
  }
  dirty_since_ = was_dirty ? was_dirty : now;
  if (pushed.error().code != Errc::conflict) co_return pushed;
  const std::vector<std::string> pattern{mine.ref};
  const auto there = co_await repository_->remote_refs(pattern);
  if (!there) co_return there.error();
  const git::Sha current = there->empty() ? git::Sha{} : there->front().target;
  if (current == tip_) co_return pushed;  // one of the other refs has moved
  lost_ = true;
  co_return error(Errc::conflict, "another run has taken over this release",
                  "this run has stopped; follow the other one, it goes on from the same ledger");
}

asio::awaitable<Result<>> Ledger::flush() {
  std::vector<git::RefUpdate> none;
  auto result = co_await flush_with(std::move(none));
  co_return result;
}

asio::awaitable<Result<>> Ledger::flush_with(std::vector<git::RefUpdate> refs) {
  if (local_ && refs.empty()) co_return Result<>{};
  if (local_) {
    auto pushed = co_await repository_->push(refs);
    co_return pushed;
  }
  const bool release = false;
  auto result = co_await push(std::move(refs), release);
  co_return result;
}

asio::awaitable<Result<>> Ledger::guard() {
  if (local_) co_return Result<>{};
  if (lost_) co_return error(Errc::conflict, "another run has taken over this release");
  if (clock_.steady() - pushed_at_ < options_.lease / 2) co_return Result<>{};
  auto result = co_await flush();
  co_return result;
}

asio::awaitable<void> Ledger::keep_alive() {
  if (local_) co_return;
  const Duration batch = std::min(options_.gather, options_.lease / 4);
  while (!closed_ && !lost_) {
    const SteadyTime renewal = pushed_at_ + options_.lease / 3;
    const SteadyTime due = dirty_since_ ? std::min(*dirty_since_ + batch, renewal) : renewal;
    if (clock_.steady() < due) {
      alarm_.expires_at(due);
      co_await alarm_.async_wait(nothrow);
      continue;
    }
    const auto pushed = co_await flush();
    if (pushed || lost_ || closed_) continue;
    log_.warning("the ledger could not be pushed, trying again: {}", pushed.error().message);
    alarm_.expires_after(batch);
    co_await alarm_.async_wait(nothrow);
  }
}

asio::awaitable<Result<>> Ledger::close() {
  std::vector<git::RefUpdate> none;
  auto result = co_await close_with(std::move(none));
  co_return result;
}

asio::awaitable<Result<>> Ledger::close_with(std::vector<git::RefUpdate> refs) {
  closed_ = true;
  alarm_.cancel();
  if (lost_) co_return Result<>{};
  if (local_) {
    auto flushed = co_await flush_with(std::move(refs));
    co_return flushed;
  }
  const bool release = true;
  auto result = co_await push(std::move(refs), release);
  co_return result;
}

}  // namespace ra::orchestrate
