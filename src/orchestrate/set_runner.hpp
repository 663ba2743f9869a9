#pragma once

#include "orchestrate/context.hpp"
#include "orchestrate/history.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ra::orchestrate {

// One pipeline of a set: what to run, what is known of it, and where it shows.
struct SetItem {
  ci::Job job;
  std::string version;  // what is released: for the ledger
  ComponentHistory history;
  model::PipelineRun* view = nullptr;
};

// Performs what the Scheduler decides for one set: records intents, triggers, looks for lost answers,
// polls, and writes down what came of it. A red pipeline is a result (in the view), not an error; an error
// ends the release: no permission, lock lost, service away, disk full.
class SetRunner {
 public:
  SetRunner(Context& context, std::size_t set, std::vector<SetItem> items, boost::asio::any_io_executor executor);

  boost::asio::awaitable<Result<>> run();

  // After run(): each pipeline once more, down to its jobs, for the report.
  boost::asio::awaitable<void> inspect();

  // Told to stop: nothing more is triggered or polled. What is under way gets `grace`, then it is cut off.
  void stop(Duration grace);

 private:
  using Op = boost::asio::awaitable<void> (SetRunner::*)(std::size_t);

  Event intent(std::size_t i) const;
  boost::asio::awaitable<Result<>> record_intents();
  boost::asio::awaitable<Result<>> record_intent(std::size_t i);
  boost::asio::awaitable<void> trigger(std::size_t i);
  boost::asio::awaitable<void> recover(std::size_t i);
  boost::asio::awaitable<void> poll(std::size_t i);
  boost::asio::awaitable<void> look_once_more(std::size_t i);
  void spawn(Op op, std::size_t i);
  void adopt(std::size_t i, const ci::PipelineRef& pipeline, const std::string& note);
  void conclude(std::size_t i, const ci::Observation* seen, const ci::Verdict& verdict);
  void fail(std::size_t i, const std::string& why);
  void fatal(Error e);
  bool still_patient(std::size_t i);
  void wake();

  Context& context_;
  std::size_t set_;
  std::vector<SetItem> items_;
  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer grace_;
  Scheduler scheduler_;
  std::vector<SteadyTime> since_;                         // triggered or picked up
  std::vector<std::optional<SteadyTime>> trouble_since_;  // first of the failures in a row to reach the CI
  std::vector<bool> needs_intent_;
  std::vector<std::unique_ptr<boost::asio::cancellation_signal>> cuts_;  // of the action under way, by item
  std::set<std::string> warned_;
  std::optional<Error> fatal_;
  std::size_t under_way_ = 0;  // actions whose coroutine has not ended: they hold `this`
  bool stopping_ = false;
};

}  // namespace ra::orchestrate
