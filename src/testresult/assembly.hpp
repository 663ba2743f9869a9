#pragma once

#include "testresult/collector.hpp"
#include "testresult/report.hpp"

#include <map>
#include <string>

namespace ra::testresult {

// Puts the reports of many sources together, each of a job, into that of all.
class Assembly {
 public:
  explicit Assembly(CollectOptions options, Report start = {});

  // Call it in the order of paths: the result then is the same every time.
  void add(Report one, const std::string& job);

  Report finish();  // once, after the last one

 private:
  CollectOptions options_;
  Report all_;
  std::map<std::string, Totals> jobs_;
};

}  // namespace ra::testresult
