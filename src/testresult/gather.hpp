#pragma once

#include "testresult/collector.hpp"
#include "testresult/report.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::testresult {

// Which files, and the job that wrote them.
struct Wanted {
  std::string pattern;
  std::string job;
};

struct GatherOptions {
  std::filesystem::path folder = ".";  // that patterns start at
  unsigned threads = 2;
  CollectOptions collect;
};

// Reads every file that is wanted; a pattern that starts with ! takes files away again. The result hangs on the
// files alone, not on the number of threads or on which was done first.
Report gather(const std::vector<Wanted>& wanted, const GatherOptions& options);

// One file.
Report read_report(const std::filesystem::path& path, const std::string& name, const std::string& job,
                   const CollectOptions& options);

}  // namespace ra::testresult
