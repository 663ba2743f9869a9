#pragma once

#include "base/json.hpp"
#include "model/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What GitHub tells of a job that failed, as text for people. No I/O.
namespace ra::ci::github_actions {

// A job that has details worth reading; `status` is of word_of(). Not one that was canceled.
bool is_red_job(std::string_view status);

// The name of the step that failed first, "" when none did.
std::string red_step(const json::Value& job);

// The message of the first annotation that is a failure and says more than the exit code; "" when there is none.
std::string red_annotation(const json::Value& annotations);

// A line of a job's log as its page shows it: without time, colours and the runner's marks ("##[error]").
std::string shown_line(std::string_view raw);

// Takes in the end of a job's log. What follows the failing step, such as the clean-up of later ones, is passed over.
// `cut`: the text does not begin at the log's beginning, so its first line may be a part of one.
void add_log(model::Failure& failure, std::string_view log, bool cut);

// The size of the whole of which "bytes 0-0/1234" is a part (RFC 9110 14.4).
std::optional<std::uint64_t> whole_size(std::string_view content_range);

}  // namespace ra::ci::github_actions
