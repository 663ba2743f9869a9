#pragma once

#include "archive/workers.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "ci/provider.hpp"
#include "logs/redaction.hpp"
#include "logs/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::logs {

// One pipeline whose logs are wanted.
struct Wanted {
  Execution execution;
  ci::Job job;
  ci::PipelineRef pipeline;
};

struct CollectTools {
  ci::Provider& provider;
  archive::Workers& workers;
  const Redaction& redaction;
  const Clock& clock;
  const Log& log;
  std::size_t wide = 4;  // pipelines at a time
};

struct Collected {
  std::size_t pipelines = 0;  // read this time
  std::size_t known = 0;      // read before
  std::size_t running = 0;    // not over yet: the next time
  std::uint64_t bytes = 0;    // read this time
  std::uint64_t lines = 0;
  std::vector<Error> errors;  // of pipelines that could not be read
};

// Reads the logs of all pipelines that are over and not yet collected into the run's folder. The index is written after
// each of them, so that what ends early goes on where it stopped; `run` is what it says at the end.
boost::asio::awaitable<Result<Collected>> collect(CollectTools tools, std::filesystem::path folder, RunLogs& run,
                                                  std::vector<Wanted> wanted);

// Writes records of our own under a name, and notes their pieces in the index of the run.
Result<> keep_own(const std::filesystem::path& folder, RunLogs& run, const std::string& name,
                  const std::vector<std::string>& records, archive::Workers& workers);

}  // namespace ra::logs
