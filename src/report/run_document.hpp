#pragma once

#include "model/run.hpp"
#include "report/document.hpp"

#include <cstddef>
#include <limits>

namespace ra::report {

// How much of a run is shown. Smaller values are the cheaper forms that a budget falls back to.
struct Detail {
  std::size_t failure_rows = 20;
  std::size_t log_lines = 64;
  std::size_t tests = 20;  // of each failure
  std::size_t notes = 50;
  std::size_t attempts = std::numeric_limits<std::size_t>::max();
  bool passed_rows = true;  // in the table of all pipelines; also those that were not started
  bool all_table = true;
  bool below_the_top = true;  // false: the three lines and the footer alone
};

// A run as a document: three lines that say it all, what failed and why, the rest folded.
Document run_document(const model::Run& run, const Detail& detail);

}  // namespace ra::report
