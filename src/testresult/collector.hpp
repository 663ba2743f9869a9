#pragma once

#include "testresult/digest.hpp"
#include "testresult/event.hpp"
#include "testresult/recent.hpp"
#include "testresult/report.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::testresult {

struct CollectOptions {
  bool ids = false;              // collect Report::ids: eight bytes a test
  const Digest* base = nullptr;  // for the names of the fixed and the newly skipped
};

// Counts the events of one file, in bounded memory. The same case twice in a suite is a rerun: it counts once, and
// is flaky when it passed and failed.
class Collector : public Events {
 public:
  Collector(std::string_view path, std::string_view job, CollectOptions options);

  void suite_begins(const Suite& suite) override;
  void test_case(const Case& test) override;
  void suite_ends() override;

  Report take();  // once, after the last event

 private:
  // How a test went so far, as Recent remembers it.
  enum class Seen : std::uint8_t { none, passed, failure, error, skipped, flaky };
  struct Open {  // a suite
    std::uint64_t serial = 0;
    std::uint64_t hash = 0;  // of its name and those around it
    Suite stated;
    std::string name;
    std::uint64_t tests = 0;   // as in the file, reruns too
    std::uint64_t reruns = 0;  // of these
    std::uint64_t bad = 0;
    double time_s = 0;
  };

  Seen first_time(const Case& test, std::uint64_t id, std::uint64_t key);
  Seen again(const Case& test, Seen before, std::uint64_t id, std::uint64_t key);
  void count(Outcome outcome, int by);
  void keep(const Case& test, std::uint64_t id, std::uint64_t key, bool flaky);
  void becomes_flaky(std::uint64_t key);
  void note_changes(const Case& test, std::uint64_t id);
  void note_slow(const Case& test);
  void set_state(std::uint64_t id, State state);
  void check_counts(const Open& suite);
  void mismatch(const Open& suite, const char* what, std::uint64_t stated, std::uint64_t counted);

  std::string path_;
  std::string job_;
  CollectOptions options_;
  Report report_;
  Recent recent_;
  std::map<std::uint64_t, std::size_t> kept_;  // place in report_.failures, by key
  std::vector<Open> open_;
  std::uint64_t serial_ = 0;
  std::size_t text_ = 0;
};

// Adds a file's report to that of all. Call it in the order of paths: the result then is the same every time.
void merge(Report& all, Report&& one);

}  // namespace ra::testresult
