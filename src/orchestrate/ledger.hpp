#pragma once

#include "base/held_lock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"
#include "orchestrate/event.hpp"

#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ra::orchestrate {

struct LedgerOptions {
  std::filesystem::path folder;  // .release-action
  model::LedgerMode mode = model::LedgerMode::git;
  model::Mode run_mode = model::Mode::dry_run;
  std::string product;  // slug
  std::string version;
  Duration lease = std::chrono::seconds{60};
  Duration gather = std::chrono::seconds{1};  // events that come within it share a push
  git::Identity who;
  std::string holder;  // tells this run from others: host, process, random
};

// Where events are kept: in a file, flushed to disk before the next outside action, and as a commit on
// refs/release-action/<product>/<version>-<mode> of the release repository, which is also the lock.
// Every push is a compare-and-swap on that ref, so whoever can push holds the lock; lease.json in the
// same commit tells others how long to wait before they may take over.
class Ledger {
 public:
  // `repository` may be null: then the ledger is local.
  Ledger(LedgerOptions options, git::Repository* repository, const Clock& clock, const Log& log,
         boost::asio::any_io_executor executor);
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Takes the lock and gives the events so far. Waits one lease when another run holds it; `conflict`
  // when that run is alive. A dry run that may not write to the repository goes on with the local file.
  boost::asio::awaitable<Result<std::vector<Event>>> open();

  // Without the lock and without writing anything: what is recorded so far.
  boost::asio::awaitable<Result<std::vector<Event>>> peek();

  // Forgets what was recorded: the next push begins a new ledger.
  Result<> start_afresh();

  // Writes the event to disk. The push follows by flush(), or soon by keep_alive().
  Result<> append(Event event);

  // Pushes what was appended, together with other refs: all of it or nothing. Errors: `conflict` when
  // one of `refs` has moved or, see lost(), another run has taken over.
  boost::asio::awaitable<Result<>> flush();
  boost::asio::awaitable<Result<>> flush_with(std::vector<git::RefUpdate> refs);

  // Before each outside action: makes sure that the lock is surely still ours.
  boost::asio::awaitable<Result<>> guard();

  // Pushes what gathers, and renews the lease. Ends after close() or when the lock is lost.
  boost::asio::awaitable<void> keep_alive();

  // Pushes the rest and gives the lock back.
  boost::asio::awaitable<Result<>> close();
  boost::asio::awaitable<Result<>> close_with(std::vector<git::RefUpdate> refs);

  bool lost() const { return lost_; }
  bool local() const { return local_; }
  const std::string& note() const { return note_; }  // why it is local, for the report; else empty
  std::string ref() const;

 private:
  class Turn;
  std::filesystem::path file() const { return options_.folder / "ledger.ndjson"; }
  Result<> lock_folder();
  std::filesystem::path set_aside() const;
  Result<> set_others_aside() const;
  bool is_of_this_release(std::string_view text) const;
  Result<std::string> read_file_of_this_release() const;
  Error taken(std::string_view holder) const;
  boost::asio::awaitable<Result<>> take_over(std::optional<git::Sha> seen);
  boost::asio::awaitable<Result<std::string>> load(const git::Sha& commit);
  boost::asio::awaitable<Result<>> push(std::vector<git::RefUpdate> refs, bool release);
  boost::asio::awaitable<Result<>> push_now(std::vector<git::RefUpdate> refs, bool release);
  bool may_go_local(const Error& e) const;
  void go_local(const Error& e);

  LedgerOptions options_;
  git::Repository* repository_;  // null: there is none
  const Clock& clock_;
  const Log& log_;
  boost::asio::steady_timer turn_;   // whoever waits for a push under way waits on it
  boost::asio::steady_timer alarm_;  // of keep_alive
  std::string text_;                 // the whole ledger
  git::Sha tip_;                     // our last push; empty: none yet
  SteadyTime pushed_at_{};
  std::optional<SteadyTime> dirty_since_;
  std::string note_;
  std::optional<HeldLock> lock_;
  bool local_ = false;
  std::uint64_t next_ticket_ = 0;  // of pushes, in the order they were asked for
  std::uint64_t serving_ = 0;
  bool holding_ = false;  // a push of ours went through
  bool lost_ = false;
  bool closed_ = false;
};

}  // namespace ra::orchestrate
