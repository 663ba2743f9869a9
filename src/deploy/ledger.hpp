#pragma once

#include "base/held_lock.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "deploy/record.hpp"
#include "git/repository.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ra::deploy {

struct LedgerOptions {
  std::filesystem::path folder;  // .release-action/deploy/<environment>
  std::string ref;               // refs/release-action/<product>/deploy-<environment>; empty: the folder alone
  std::string environment;
  Duration lease = std::chrono::seconds{60};
  git::Identity who;
  std::string holder;  // tells this run from others: host, process, random
};

// What was brought to one environment, a record for each target, and the lock of that environment. In the folder, which
// one process of a machine holds at a time; and as commits on a ref of the repository, where every push is a
// compare-and-swap: whoever can push holds the lock, and lease.json says how long others wait before they take over.
class Ledger {
 public:
  Ledger(LedgerOptions options, git::Repository& repository, const Clock& clock, const Log& log,
         const boost::asio::any_io_executor& executor);

  // Takes the lock and reads what is recorded. `conflict` when another deployment is under way.
  boost::asio::awaitable<Result<>> open();
  // Without the lock, and without writing anything.
  boost::asio::awaitable<Result<>> peek();

  const Record* record(const std::string& target) const;

  // On disk first, then on the ref. `conflict` when another run has taken over.
  boost::asio::awaitable<Result<>> write(Record record);

  // Before each outside action: makes sure that the lock is surely still ours.
  boost::asio::awaitable<Result<>> guard();
  // Renews the lease until close().
  boost::asio::awaitable<void> keep_alive();
  // Gives the lock back.
  boost::asio::awaitable<Result<>> close();

  int lock() const { return lock_ ? lock_->descriptor() : -1; }  // for children that may outlive us
  const std::filesystem::path& folder() const { return options_.folder; }

 private:
  Error taken(std::string_view holder) const;
  Result<> read_folder();
  boost::asio::awaitable<Result<>> read_commit();
  boost::asio::awaitable<Result<>> wait_for_lease();
  boost::asio::awaitable<Result<>> push(std::map<std::string, std::string> files, std::string message, bool release);
  boost::asio::awaitable<Result<>> push_now(std::map<std::string, std::string> files, std::string message,
                                            bool release);

  LedgerOptions options_;
  git::Repository& repository_;
  const Clock& clock_;
  const Log& log_;
  boost::asio::steady_timer turn_;   // whoever waits for a push under way waits on it
  boost::asio::steady_timer alarm_;  // of keep_alive
  std::optional<HeldLock> lock_;
  std::map<std::string, Record> records_;
  git::Sha tip_;  // of the ref; empty: there is none yet
  SteadyTime pushed_at_{};
  std::uint64_t next_ticket_ = 0;  // of pushes, in the order they were asked for
  std::uint64_t serving_ = 0;
  bool holding_ = false;
  bool lost_ = false;
  bool closed_ = false;
};

}  // namespace ra::deploy
