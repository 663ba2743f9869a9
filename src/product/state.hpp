#pragma once

#include "product/reading.hpp"

#include <string>
#include <vector>

// What the statements about a product come to. Decides; asks nobody.
namespace ra::product {

// What was said last. Of two at a time the worse one counts, and then the digest, so that everybody sees the same.
bool is_later(const Said& a, const Said& b);

// What one CI has found.
struct Validation {
  enum class State { ok, failed, pending, untrusted };

  std::string ci;
  State state = State::pending;
  const Said* said = nullptr;  // the report, or what claims to be one
};
std::string_view to_string(Validation::State state);

// Points to what its entry holds, which must outlive it and stay where it is.
struct State {
  bool published = false;
  std::string not_published;            // why
  std::vector<Validation> validations;  // of each CI, in the order of the trust file
  const Said* certification = nullptr;  // the newest that counts, when nothing newer revokes it
  const Said* revocation = nullptr;     // the newest that counts, when it is newer than every certification
  std::vector<const Said*> ignored;     // statements that count for nothing
  bool ready = false;                   // to be deployed

  const Validation* of(std::string_view ci) const;
};

State state_of(const Entry& entry, const Trust& trust);
State state_of(const Entry&& entry, const Trust& trust) = delete;

// The CIs that must still find it good before this one takes it; empty when it is this one's turn.
std::vector<std::string> waits_for(const Party& ci, const State& state, const Trust& trust);

// What a certification lacks by the policy, a line each: "acme-ci has not reported". And the reports it rests on.
struct Met {
  std::vector<std::string> missing;
  std::vector<std::string> reports;  // their digests
};
Met held_against_policy(const State& state, const Trust& trust, WallTime now);

// Why it is not ready to be deployed, a line each; empty: it is.
std::vector<std::string> missing_to_deploy(const State& state, const Trust& trust, WallTime now);

// Now, or later than all that counts: what is said last shall be the newest, also where a clock is slow.
WallTime after_all(const Entry& entry, WallTime now);

}  // namespace ra::product
