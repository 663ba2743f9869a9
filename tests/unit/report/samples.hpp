#pragma once

#include "model/run.hpp"

#include <cstddef>
#include <string>
#include <string_view>

// Runs as reports show them. Repositories and execution sets are from gravitee-io/release's
// release.json; the values are invented.
namespace ra::test {

model::Run red_run();      // dry run, 20 pipelines, 2 failed, sets 5 to 10 not started
model::Run green_run();    // the same, all passed
model::Run running_run();  // the same, under way
model::Run release_run();  // the same for good: published
model::Run hostile_run();  // names and logs that try to get out

model::Run big_run(std::size_t pipelines, std::size_t in_a_set);             // all passed but one
model::Run many_failures(std::size_t failures, const std::string& message);  // one set, each with a log

inline bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

inline std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace ra::test
