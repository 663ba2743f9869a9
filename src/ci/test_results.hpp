#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Results of tests that a CI keeps of its jobs: another source of them beside files.
namespace ra::ci {

enum class TestOutcome { passed, failed, skipped };

struct KeptTest {
  std::string_view classname;
  std::string_view name;
  std::string_view file;  // "" when the CI does not say
  std::string_view message;
  double time_s = 0;
  TestOutcome outcome = TestOutcome::passed;
};

struct TestedJob {
  std::string name;    // "" when the CI was not asked for it
  std::string source;  // what it is called in errors and reports: job 126 of gh/gravitee-io/gravitee-gateway
  bool failed = false;
};

// Is told of jobs one by one, each followed by its tests; what it is given holds during the call only.
class TestVisitor {
 public:
  virtual ~TestVisitor() = default;
  virtual void job(const TestedJob& job) = 0;
  virtual void test(const KeptTest& test) = 0;
};

}  // namespace ra::ci
