#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::stage {

using Facts = std::map<std::string, std::string>;  // "commit" → sha, "file:dist/x.crate" → "sha256:…"

enum class State { pending, running, waiting, done, failed };
std::string_view to_string(State state);

struct Approval {
  std::string by;
  std::string digest;  // of what was approved
  std::string at;
  std::string link = {};  // where it was said; empty: at a terminal
};

json::Value to_json(const Approval& approval);
Approval approval_of(const json::Value& value);

// People were asked to approve this.
struct Asked {
  std::string digest;
  std::string at;    // when first
  Facts notes = {};  // where, and what those who were asked want to know again
};

// What a health check or a command found wrong.
struct Finding {
  std::string check;  // its name: "licence", "unit"
  std::string file = {};
  std::size_t line = 0;  // 0: about no place in a file
  std::size_t column = 0;
  std::string message = {};
  std::string hint = {};
  std::string output = {};  // of a command: its last lines
};
std::string place_of(const Finding& finding);  // "pom.xml:4:9: ", or nothing

// What a stage was given and what it made: kept as an in-toto statement (in-toto.io/Statement/v1), whose subjects are
// the outputs that have a digest and whose predicate has everything else.
struct Record {
  std::string stage;
  State state = State::pending;
  Facts inputs = {};
  Facts outputs = {};
  std::string started_at = {};  // RFC 3339
  std::string finished_at = {};
  std::string note = {};  // why it failed, what it waits for
  std::optional<Approval> approval = {};
  std::optional<Asked> asked = {};
  std::vector<Finding> findings = {};  // why it failed, one by one
};

json::Value to_json(const std::vector<Finding>& findings);
json::Value to_json(const Record& record, std::string_view program_version);
Result<Record> record_of(const json::Value& statement, std::string_view file);

// "sha256:…" of facts in a fixed form: what an approval names.
std::string digest_of(std::string_view stage, const Facts& facts);

}  // namespace ra::stage
