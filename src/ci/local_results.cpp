#include "ci/local_results.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "testresult/gather.hpp"
#include "testresult/glob.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <set>

namespace fs = std::filesystem;

namespace ra::ci::local {

namespace {

constexpr std::size_t most_tests = 20;  // as model::Failure has it

constexpr std::array<const char*, 3> usual_places{"**/target/{surefire,failsafe}-reports/*.xml",
                                                  "**/build/test-results/**/*.xml", "**/test-results/**/*.xml"};

// What an earlier job has left says nothing of this one.
bool written_since(const fs::path& file, WallTime start) {
  std::error_code ec;
  const auto time = fs::last_write_time(file, ec);
  if (ec) return false;
  const auto written = std::chrono::file_clock::to_sys(time);
  return std::chrono::floor<std::chrono::milliseconds>(written) >= start;
}

std::vector<testresult::Report> reports_since(const fs::path& clone, WallTime start) {
  std::set<std::string> paths;
  for (const char* place : usual_places) {
    for (auto& path : testresult::expand(clone, place)) paths.insert(std::move(path));
  }
  std::vector<testresult::Report> reports;
  for (const auto& path : paths) {
    if (!written_since(clone / path, start)) continue;
    reports.push_back(testresult::read_report(clone / path, path, "", {}));
  }
  return reports;
}

std::string text_of(const testresult::Failure& failed) {
  const std::string name = one_line(failed.name);
  const std::string whole = failed.classname.empty() ? name : one_line(failed.classname) + "." + name;
  const std::string message = one_line(failed.message.substr(0, failed.message.find('\n')));
  return message.empty() ? whole : fmt::format("{}: {}", whole, message);
}

}  // namespace

void add_tests(model::Failure& failure, const fs::path& clone, const std::string& started_at) {
  const auto start = parse_utc(started_at);
  if (!start) return;
  for (const auto& report : reports_since(clone, *start)) {
    if (report.totals.bad() == 0) continue;
    failure.tests_failed = failure.tests_failed.value_or(0) + static_cast<int>(report.totals.bad());
    for (const auto& failed : report.failures) {
      if (failure.tests.size() < most_tests) failure.tests.push_back(text_of(failed));
    }
  }
  // A test that says what it missed says more than the line of the log that looks most like an error.
  if (!failure.tests.empty()) failure.message = failure.tests.front();
}

}  // namespace ra::ci::local
