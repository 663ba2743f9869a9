#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ra::test::fake {

// One line of the file that fake_circleci --record writes.
struct RecordedRequest {
  std::size_t n = 0;  // of all requests, from 1
  std::int64_t at_ms = 0;
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case, tokens as ***
  std::string token;                           // ok | wrong | none | query
  bool token_elsewhere = false;                // in the target, the body or another header: never right
  std::string body;
  int status = 0;           // 0: no answer
  std::string fault;        // "" for none; kill_before and kill_after too
  std::string effect;       // "" | trigger | rerun: what took place, whatever was answered
  std::string project;      // of a trigger that took place
  std::string pipeline;     // its id
  std::int64_t number = 0;  // its number
};

using Record = std::vector<RecordedRequest>;

// A last line without an end is left out: it is still being written.
Result<Record> read_record(const std::filesystem::path& file);

// How many pipelines were really made, by project: "every component triggered exactly once".
std::map<std::string, int> triggers_per_project(const Record& record);
// How many triggers were asked for, by the slug in the URL, whether they took place or not.
std::map<std::string, int> trigger_requests_per_project(const Record& record);
std::set<std::string> methods(const Record& record);
// Everything but GET and HEAD, as "POST /api/v2/…".
std::vector<std::string> writes(const Record& record);
// Does every write trigger a pipeline?
bool writes_only_triggers(const Record& record);
// A token in a query, a body, a wrong header, or sent to the presigned storage.
bool token_leaked(const Record& record);
std::size_t faults(const Record& record);

}  // namespace ra::test::fake
