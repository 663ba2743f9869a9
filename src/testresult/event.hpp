#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// What every reader of test results says, whatever the format. Views hold during the call only.
namespace ra::testresult {

enum class Outcome { passed, failure, error, skipped };  // failure and error are JUnit's two kinds

inline bool is_bad(Outcome outcome) { return outcome == Outcome::failure || outcome == Outcome::error; }

struct Suite {
  std::string_view name;
  std::optional<std::uint64_t> tests;  // what the file says of itself; it may be wrong
  std::optional<std::uint64_t> failures;
  std::optional<std::uint64_t> errors;
  double time_s = 0;
};

struct Case {
  std::string_view suite;  // the innermost
  std::string_view classname;
  std::string_view name;
  std::string_view file;   // "" when the report does not say
  std::uint64_t line = 0;  // 0 likewise
  double time_s = 0;
  Outcome outcome = Outcome::passed;
  bool flaky = false;     // it passed, after failing in the same run
  std::size_t tries = 1;  // as far as the report tells
  std::string_view type;  // of a failure or a skip: java.lang.AssertionError
  std::string_view message;
  std::string_view trace;
};

class Events {
 public:
  virtual ~Events() = default;
  virtual void suite_begins(const Suite& suite) = 0;
  virtual void test_case(const Case& test) = 0;
  virtual void suite_ends() = 0;
};

}  // namespace ra::testresult
