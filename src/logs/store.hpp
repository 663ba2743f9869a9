#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "logs/labels.hpp"
#include "logs/pieces.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// The local folder of logs: PRODUCT/VERSION/MODE-RUN/ with the pieces of one run and index.json, which says what they
// hold. Everything that is asked of logs here is answered by the indexes.
namespace ra::logs {

struct JobSummary {
  std::string workflow;
  std::string name;
  std::string status;  // the CI's word
  std::string started_at;
  std::string stopped_at;
  std::string http_link;
  std::string failed_step;
  std::string message;
};

// One pipeline of a run. A component has several when it was started again.
struct Execution {
  Labels labels;
  std::int64_t number = 0;
  std::string project;
  std::string branch;
  std::string state;  // passed | failed | canceled, empty when nobody knows
  std::string why;
  bool retried = false;
  std::string created_at;
  std::string stopped_at;
  bool collected = false;
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;  // as the CI has them
  std::vector<JobSummary> jobs;
  std::vector<PieceInfo> pieces;
};

struct RunLogs {
  Labels labels;  // of the run: no component
  std::string state;
  std::string started_at;
  std::string finished_at;
  std::vector<Execution> executions;
  std::vector<PieceInfo> own;  // our events, and the reports
};

std::filesystem::path folder_of(const std::filesystem::path& root, const Labels& labels);

// Nothing collected yet: empty.
Result<RunLogs> read_index(const std::filesystem::path& folder);
Result<> write_index(const std::filesystem::path& folder, const RunLogs& run);

// All runs below `root`, in the order of their names.
Result<std::vector<std::filesystem::path>> run_folders(const std::filesystem::path& root);

json::Value to_json(const Execution& execution);

}  // namespace ra::logs
