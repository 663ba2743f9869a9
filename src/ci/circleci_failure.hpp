#pragma once

#include "base/json.hpp"
#include "model/run.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What CircleCI's details of a failed job say, as text for people. No I/O.
namespace ra::ci::circleci {

// Did it fail in a way that has details worth reading? Not a canceled job.
bool is_failed_job(std::string_view status);

// Takes one item of /tests in: counts it when it failed, keeps the first 20.
void add_test(model::Failure& failure, const json::Value& item);

// One action of a step in API v1.1.
struct Action {
  std::string name;
  std::optional<int> exit_code;
  std::string output_url;  // "" when it has no output
};

// The action that failed first, of a v1.1 job; nothing when none did.
std::optional<Action> failed_action(const json::Value& job);

// The end of a step's output: whole lines of at most the last 64 KiB, without escapes and empty lines.
// `output` is what output_url answers, an array of {"message": "…"}; "nothing" when it is something else.
std::optional<std::vector<std::string>> last_lines(const json::Value& output);

// Fills log_tail and, where no test said it better, the message.
void add_output(model::Failure& failure, const std::vector<std::string>& lines);

// A message of last resort, from the job's status.
void add_status(model::Failure& failure, std::string_view status);

}  // namespace ra::ci::circleci
