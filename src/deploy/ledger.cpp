#include "deploy/ledger.hpp"

#include "base/files.hpp"
#include "base/nothrow.hpp"
#include "base/try.hpp"
#include "git/lease.hpp"
#include "git/tree.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::deploy {

namespace {

constexpr std::uint64_t most_record = std::uint64_t{1} << 20U;
const std::string lease_file = "lease.json";
constexpr std::string_view record_suffix = ".deployment.json";

bool is_record(std::string_view name) { return name.ends_with(record_suffix); }

// What this machine wrote and could not push any more is newer than what was pushed; what another has gone on with is
// not.
bool is_ahead(const Record& ours, const Record& pushed) {
  if (ours.attempt != pushed.attempt) return false;
  return ours.phase > pushed.phase || (ours.phase == pushed.phase && pushed.handle.empty());
}

}  // namespace

Ledger::Ledger(LedgerOptions options, git::Repository& repository, const Clock& clock, const Log& log,
               const asio::any_io_executor& executor)
    : options_{std::move(options)},
      repository_{repository},
      clock_{clock},
      log_{log},
      turn_{executor, asio::steady_timer::time_point::max()},
      alarm_{executor} {}

Error Ledger::taken(std::string_view holder) const {
  return error(Errc::conflict,
               fmt::format("another deployment to {} is under way{}{}", options_.environment,
                           holder.empty() ? "" : ": ", holder),
               "wait until it has ended; if it was killed, its lock ends by itself after one lease");
}

Result<> Ledger::read_folder() {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator{options_.folder, none}) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || !is_record(name)) continue;
    RA_TRY_ASSIGN(const std::string text, read_file(entry.path(), most_record));
    RA_TRY_ASSIGN(Record record, record_of(text, entry.path().string()));
    records_[record.target] = std::move(record);
  }
  return {};
}

asio::awaitable<Result<>> Ledger::read_commit() {
  const std::function<bool(std::string_view)> wanted = is_record;
  auto read = co_await git::read_tree(repository_.directory(), tip_, wanted);
  RA_CO_TRY_ASSIGN(const git::Tree tree, std::move(read));
  for (const auto& [name, text] : tree.files) {
    RA_CO_TRY_ASSIGN(Record record, record_of(text, options_.ref + ":" + name));
    const auto ours = records_.find(record.target);
    if (ours != records_.end() && is_ahead(ours->second, record)) continue;
    records_[record.target] = std::move(record);
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Ledger::peek() {
  RA_CO_TRY(read_folder());
  if (options_.ref.empty()) co_return Result<>{};
  auto fetched = co_await repository_.fetch(options_.ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> tip, std::move(fetched));
  if (!tip) co_return Result<>{};
  tip_ = *tip;
  auto read = co_await read_commit();
  co_return read;
}

asio::awaitable<Result<>> Ledger::wait_for_lease() {
  auto text = co_await repository_.read(tip_, lease_file);
  if (!text) co_return Result<>{};
  const git::Lease lease = git::read_lease(*text);
  if (lease.released) co_return Result<>{};
  const Duration wait = std::max(lease.length, Duration{1});
  log_.info("{} holds the lock of {}; waiting {} to see whether it lives", lease.holder, options_.environment,
            format_duration(wait));
  alarm_.expires_after(wait);
  co_await alarm_.async_wait(nothrow);
  auto again = co_await repository_.fetch(options_.ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> now, std::move(again));
  if (!now) co_return taken(lease.holder);
  if (*now == tip_) {
    log_.warning("{} has not renewed its lease; taking over", lease.holder);
    co_return Result<>{};
  }
  tip_ = *now;
  auto newer = co_await repository_.read(tip_, lease_file);
  if (newer && git::read_lease(*newer).released) co_return Result<>{};
  co_return taken(lease.holder);
}

asio::awaitable<Result<>> Ledger::open() {
  RA_CO_TRY_ASSIGN(lock_, HeldLock::take(options_.folder / "lock"));
  if (!lock_) co_return taken("in the same folder");
  RA_CO_TRY(read_folder());
  if (options_.ref.empty()) co_return Result<>{};
  auto fetched = co_await repository_.fetch(options_.ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> tip, std::move(fetched));
  if (tip) {
    tip_ = *tip;
    auto waited = co_await wait_for_lease();
    RA_CO_TRY(std::move(waited));
    auto read = co_await read_commit();
    RA_CO_TRY(std::move(read));
  }
  std::map<std::string, std::string> nothing;
  const std::string message = "Lock " + options_.environment;
  auto pushed = co_await push(std::move(nothing), message, false);
  if (!pushed && lost_) co_return taken("");
  co_return pushed;
}

const Record* Ledger::record(const std::string& target) const {
  const auto found = records_.find(target);
  return found == records_.end() ? nullptr : &found->second;
}

asio::awaitable<Result<>> Ledger::write(Record record) {
  const std::string name = record.target + std::string{record_suffix};
  const std::string text = json::dump_pretty(to_json(record));
  RA_CO_TRY(write_file(options_.folder / name, text));
  std::map<std::string, std::string> files{{name, text}};
  const std::string message = fmt::format("{} {}: {}", record.target, record.version, to_string(record.phase));
  auto pushed = co_await push(std::move(files), message, false);
  RA_CO_TRY(std::move(pushed));
  records_[record.target] = std::move(record);
  co_return Result<>{};
}

asio::awaitable<Result<>> Ledger::push(std::map<std::string, std::string> files, std::string message, bool release) {
  if (options_.ref.empty()) co_return Result<>{};
  // First come, first served: when a push takes longer than the lease's third, the heartbeat is always due, and
  // without an order nobody else would ever get in.
  const std::uint64_t mine = next_ticket_++;
  while (serving_ != mine) co_await turn_.async_wait(nothrow);
  const bool over = closed_ && !release;
  Result<> pushed;
  if (lost_) pushed = error(Errc::conflict, "another run has taken over " + options_.environment);
  if (!lost_ && !over) {
    pushed = co_await push_now(std::move(files), std::move(message), release);
  }
  ++serving_;
  turn_.cancel();
  co_return pushed;
}

asio::awaitable<Result<>> Ledger::push_now(std::map<std::string, std::string> files, std::string message,
                                           bool release) {
  const SteadyTime now = clock_.steady();
  const WallTime wall = clock_.wall();
  git::Lease lease;
  lease.holder = options_.holder;
  lease.length = options_.lease;
  lease.released = release;
  files[lease_file] = git::to_text(lease, wall);
  auto committed = co_await repository_.commit(tip_, files, message, options_.who, wall);
  RA_CO_TRY_ASSIGN(const git::Sha commit, std::move(committed));
  const std::vector<git::RefUpdate> updates{{options_.ref, commit, tip_}};
  auto pushed = co_await repository_.push(updates);
  if (!pushed && pushed.error().code == Errc::conflict) {
    lost_ = true;
    co_return error(Errc::conflict,
                    fmt::format("another run has taken over {}: {}", options_.environment, pushed.error().message),
                    "this run has stopped; run again once the other has ended");
  }
  RA_CO_TRY(std::move(pushed));
  tip_ = commit;
  pushed_at_ = now;
  holding_ = true;
  co_return Result<>{};
}

asio::awaitable<Result<>> Ledger::guard() {
  if (options_.ref.empty()) co_return Result<>{};
  if (!lost_ && clock_.steady() - pushed_at_ < options_.lease / 2) co_return Result<>{};
  std::map<std::string, std::string> nothing;
  const std::string message = "Keep " + options_.environment;
  auto pushed = co_await push(std::move(nothing), message, false);
  co_return pushed;
}

asio::awaitable<void> Ledger::keep_alive() {
  if (options_.ref.empty()) co_return;
  constexpr int times = 3;  // a lease
  while (!closed_ && !lost_) {
    const SteadyTime due = pushed_at_ + options_.lease / times;
    if (clock_.steady() < due) {
      alarm_.expires_at(due);
      co_await alarm_.async_wait(nothrow);
      continue;
    }
    std::map<std::string, std::string> nothing;
    const std::string message = "Keep " + options_.environment;
    const auto pushed = co_await push(std::move(nothing), message, false);
    if (pushed || lost_ || closed_) continue;
    log_.warning("the lease of {} could not be renewed, trying again: {}", options_.environment,
                 pushed.error().message);
    alarm_.expires_after(options_.lease / (2 * times));
    co_await alarm_.async_wait(nothrow);
  }
}

asio::awaitable<Result<>> Ledger::close() {
  closed_ = true;
  alarm_.cancel();
  if (lost_ || !holding_) co_return Result<>{};
  std::map<std::string, std::string> nothing;
  const std::string message = "Release " + options_.environment;
  auto pushed = co_await push(std::move(nothing), message, true);
  co_return pushed;
}

}  // namespace ra::deploy
