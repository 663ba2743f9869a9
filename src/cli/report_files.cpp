#include "cli/report_files.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "report/render.hpp"

#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::chrono::seconds report_pause{5};

}  // namespace

fs::path ReportFiles::folder() const { return given_.empty() ? shell_.globals.work_folder() : fs::path{given_}; }

std::string ReportFiles::path_for_later_steps() const {
  const fs::path folder_there = given_.empty() ? fs::path{shell_.globals.directory} / ".release-action" : folder();
  return (folder_there / "report.json").lexically_normal().string();
}

void ReportFiles::write_now_and_then(const model::Run& run, SteadyTime now) {
  const bool last = !run.finished_at.empty();
  if (!last && written_at_ && now - *written_at_ < report_pause) return;
  written_at_ = now;
  write(run);
}

void ReportFiles::write(const model::Run& run) {
  const auto& redact = shell_.output.redact();
  const std::vector<std::pair<std::string, std::string>> files{{"report.json", json::dump_pretty(report::to_json(run))},
                                                               {"report.md", report::markdown(run)},
                                                               {"report.html", report::html(run)}};
  trouble_ = {};
  for (const auto& [name, content] : files) {
    const auto written = write_file(folder() / name, redact(content));
    if (!written) shell_.log.warning("{}", written.error().message);
    trouble_.add(written);
  }
}

}  // namespace ra::cli
