#pragma once

#include "support/fake_circleci/scenario.hpp"

#include <map>
#include <regex>
#include <string>

namespace ra::test::fake {

// What goes wrong with one request.
struct FaultDecision {
  std::string kind;      // "" for nothing, else 429, 500, …, reset, truncate, slow, never
  bool executes = true;  // does the request take effect all the same?
};

// What one request is to the plans below.
struct Attempt {
  std::size_t number = 0;  // of all requests, from 1
  std::string method;
  std::string target;

  std::string line() const { return method + " " + target; }
};

// Decides from the seed, the method, the target and how often that was asked before, so that a run can be
// repeated however its requests interleave.
class FaultPlan {
 public:
  FaultPlan(FaultSpec spec, std::uint64_t seed);
  FaultDecision decide(const Attempt& attempt);

 private:
  std::string choose(const Attempt& attempt, const std::string& nth);
  std::string chosen_at(const Attempt& attempt);

  FaultSpec spec_;
  std::uint64_t seed_;
  std::regex only_;
  std::vector<std::regex> at_;
  std::vector<std::size_t> at_seen_;
  std::map<std::string, std::size_t> seen_;
  std::map<std::string, std::size_t> faulted_;
};

enum class Kill { no, before, after };

// Says at which request the client dies. Each listed number kills once.
class KillPlan {
 public:
  explicit KillPlan(std::optional<KillSpec> spec);
  Kill decide(const Attempt& attempt);

 private:
  std::optional<KillSpec> spec_;
  std::regex match_;
  std::size_t counted_ = 0;
};

}  // namespace ra::test::fake
