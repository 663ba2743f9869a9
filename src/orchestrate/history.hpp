#pragma once

#include "orchestrate/event.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ra::orchestrate {

// What is known of one component from the ledger.
struct ComponentHistory {
  enum class Phase {
    waiting,    // nothing was started, or what was started has failed and may be started again
    intended,   // an intent without an answer: it may have been triggered
    triggered,  // its pipeline exists
    passed,
    failed,
  };
  Phase phase = Phase::waiting;
  std::optional<std::size_t> set;
  std::string version;  // what is released
  std::string branch;
  std::string project;
  std::int64_t after_number = 0;
  ci::PipelineRef pipeline;
  std::string why;
  bool retried = false;
  std::string stopped_at;
  std::string revision;             // the commit that was built, where the CI says
  bool persisted = false;           // the manifest in git says that it is released
  bool from_ended_attempt = false;  // triggered by an attempt that reported and ended without waiting for it
  std::set<std::string> known;      // ids of all its pipelines that the ledger has seen
};

// The ledger, replayed. Pure.
struct History {
  std::string run_id;  // of the first attempt; empty: there is no ledger
  std::string product;
  std::string version;
  std::string mode;
  std::vector<model::Attempt> attempts;
  bool attempt_open = false;  // the last attempt never finished: it was killed
  bool passed = false;        // the last attempt ended passed
  bool published = false;     // tag and next version are pushed
  std::map<std::string, ComponentHistory> components;
};

History replay(const std::vector<Event>& events);

}  // namespace ra::orchestrate
