#pragma once

#include "deploy/deployer.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace ra::deploy {

// From the first record to the last: each step is recorded before it is taken, so that whoever finds the record can go
// on from there.
class Attempt {
 public:
  Attempt(Target& target, const Access& access, Tools& tools, Outcome& outcome);

  Record record;

  boost::asio::awaitable<Result<>> intend();
  // From where the record says. `now` is what is there.
  boost::asio::awaitable<Result<>> go_through(State now);
  // Why it is not healthy; empty: it is, or nobody asks.
  boost::asio::awaitable<std::string> unhealthy();
  // Others are told before the last record: killed between the two, the next run tells them what they know.
  boost::asio::awaitable<Result<>> finish(Phase phase, forge::DeploymentState state, std::string text);

 private:
  boost::asio::awaitable<Result<>> act(const State& now);
  boost::asio::awaitable<Result<>> after_refusal(Error refusal);
  boost::asio::awaitable<Result<>> arrived();
  boost::asio::awaitable<Result<>> turn_back(std::string why);
  boost::asio::awaitable<Result<>> go_back();
  model::Probe probe_of(const std::string& previous) const;
  boost::asio::awaitable<Result<>> write(Phase phase);
  boost::asio::awaitable<void> tell(forge::DeploymentState state, std::string text);

  Target& target_;
  const Access& access_;
  Tools& tools_;
  Outcome& outcome_;
  std::string name_;
};

}  // namespace ra::deploy
