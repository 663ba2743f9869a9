#pragma once

#include "ci/step_logs.hpp"
#include "model/run.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The end of a job's log, made fit for a report. A log may be of any size and hold any bytes:
// only its last 64 KiB are read.
namespace ra::ci::local {

struct LogEnd {
  std::vector<std::string> tail;  // its last lines, at most 20
  std::string message;            // the line that says best what went wrong; may be empty
};

// Empty when the log cannot be read.
LogEnd read_log_end(const std::filesystem::path& log);

// The whole of it, for whoever collects logs.
LoggedStep logged_step(const model::WorkflowRun& workflow, const model::JobRun& job);
Result<> read_log(const std::filesystem::path& log, const LoggedStep& step, LogVisitor& visitor);

// Takes "user:password@" out of the URLs of a line.
std::string without_credentials(std::string text);

// file:///…, for people.
std::string file_url(const std::filesystem::path& path);

}  // namespace ra::ci::local
