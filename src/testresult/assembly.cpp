#include "testresult/assembly.hpp"

#include "testresult/text.hpp"

namespace ra::testresult {

Assembly::Assembly(CollectOptions options, Report start) : options_{options}, all_{std::move(start)} {}

void Assembly::add(Report one, const std::string& job) {
  jobs_[job].add(one.totals);
  merge(all_, std::move(one));
}

Report Assembly::finish() {
  if (jobs_.size() > 1) {
    for (const auto& [name, totals] : jobs_) all_.jobs.push_back({clean_line(name), totals});
  }
  if (options_.ids) normalize(all_.ids);
  if (options_.base != nullptr) compare(all_, *options_.base);
  return std::move(all_);
}

}  // namespace ra::testresult
