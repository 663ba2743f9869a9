#pragma once

#include "testresult/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What all files of test results come down to. Its size is bounded, whatever theirs is.
namespace ra::testresult {

inline constexpr std::size_t most_failures = 1000;  // in full; more are counted
inline constexpr std::size_t most_flaky = 200;
inline constexpr std::size_t most_text = std::size_t{4} << 20U;  // of messages and traces; then only their start
inline constexpr std::size_t most_mismatches = 20;
inline constexpr std::size_t most_slowest = 10;
inline constexpr std::size_t most_changes = 50;  // names of each kind
inline constexpr std::size_t most_unreadable = 1000;

struct Totals {
  std::uint64_t files = 0;
  std::uint64_t suites = 0;
  std::uint64_t tests = 0;   // each once: passed + failed + errors + skipped
  std::uint64_t passed = 0;  // the flaky too
  std::uint64_t failed = 0;  // JUnit's <failure>
  std::uint64_t errors = 0;  // JUnit's <error>
  std::uint64_t skipped = 0;
  std::uint64_t flaky = 0;
  double time_s = 0;

  std::uint64_t bad() const { return failed + errors; }
  void add(const Totals& more);
};

// A test's state in the base.
enum class State : std::uint8_t { absent, passed, failed, skipped };

struct Failure {
  std::string suite;
  std::string classname;
  std::string name;
  Outcome kind = Outcome::failure;
  std::string type;
  std::string message;
  std::string trace;  // lines
  std::string file;
  std::uint64_t line = 0;
  bool in_commit = false;  // `file` is a path of the repository, there at the commit in question
  double time_s = 0;
  bool flaky = false;
  std::size_t tries = 1;
  std::string job;
  std::string path;      // of the report
  std::uint64_t id = 0;  // of the test, in digests
  std::optional<State> base;
  std::string since;  // commit that failed first, as far as the base's digest knows

  std::size_t text_size() const { return type.size() + message.size() + trace.size(); }
};

struct Named {
  std::string classname;
  std::string name;
  std::string message;
  double time_s = 0;
};

struct Mismatch {
  std::string path;
  std::string suite;
  std::string what;  // tests or failures (errors too)
  std::uint64_t stated = 0;
  std::uint64_t counted = 0;
};

struct Unreadable {
  std::string path;
  std::uint64_t line = 0;  // 0: not known
  std::string message;
};

struct Job {
  std::string name;  // "" when there is but one
  Totals totals;
};

// Against the base's digest.
struct Delta {
  std::string sha;  // of the base; may be ""
  Totals base;
  std::uint64_t new_failures = 0;
  std::uint64_t already_failing = 0;
  std::uint64_t fixed = 0;
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t newly_skipped = 0;
};

struct Report {
  Totals totals;
  std::vector<Failure> failures;  // in the order of paths; the flaky stand in a list of their own
  std::vector<Failure> flaky;
  std::uint64_t not_listed = 0;  // failures beyond those kept
  std::vector<Unreadable> unreadable;
  std::vector<Mismatch> mismatches;
  std::vector<Named> slowest;
  std::vector<Named> fixed;          // with a base only, and only the first
  std::vector<Named> newly_skipped;  // likewise
  std::vector<Job> jobs;             // more than one, or none
  std::vector<std::uint64_t> ids;    // of every test, with its state; empty unless asked for
  std::optional<Delta> delta;

  bool fail_unreadable = true;  // policies: what ok() makes of files that could not be read,
  bool fail_flaky = false;      // and of tests that passed on a later try

  bool red() const { return totals.bad() > 0 || (fail_flaky && totals.flaky > 0); }
  bool ok() const { return !red() && (unreadable.empty() || !fail_unreadable); }
};

}  // namespace ra::testresult
