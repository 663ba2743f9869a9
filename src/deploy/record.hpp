#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ra::deploy {

// What is there, as its kind says it in one word: an image with its digest, "green", a version. Empty: nobody can say.
struct State {
  std::string what;
  std::map<std::string, std::string> more = {};  // what it takes to bring it back: weights, a revision

  bool known() const { return !what.empty(); }
};

// How far a deployment has come. Each is recorded before it begins.
enum class Phase {
  acting,     // it is being brought there
  checking,   // it is there, and its health is looked at
  returning,  // it is not healthy: what was there is being brought back
  done,
  returned,
  failed,  // and nothing was brought back: there was no need, or no way
};
std::string_view to_string(Phase phase);

// The last deployment to one target.
struct Record {
  std::string target;
  std::string kind;
  std::string environment;
  std::string version;
  Phase phase = Phase::acting;
  State before = {};  // what is brought back
  State found = {};   // what was there when it began: after an attempt that was cut off, not the same
  State wanted = {};
  std::string attempt = {};  // tells it from others: the forge's deployment is found again by it
  std::string handle = {};   // of the operation under way, where the kind has such
  std::string started_at = {};
  std::string finished_at = {};
  std::string by = {};
  std::string note = {};  // why it went back

  bool under_way() const { return phase < Phase::done; }
};

// What is there as far as anybody knows: the place says it, or what was recorded last. After an attempt that was cut
// off, what was there before that.
State last_known(const State& now, const Record* last);

json::Value to_json(const Record& record);
Result<Record> record_of(std::string_view text, std::string_view file);

}  // namespace ra::deploy
