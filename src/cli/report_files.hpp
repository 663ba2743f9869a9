#pragma once

#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/telling.hpp"
#include "model/run.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ra::cli {

// A run's report as files: JSON, Markdown, HTML. What cannot be written is a warning, and told by trouble().
class ReportFiles {
 public:
  ReportFiles(Shell& shell, std::string folder) : shell_{shell}, given_{std::move(folder)} {}

  void write(const model::Run& run);

  // After each set and at the end; of a long train of short sets not each one, since a report is as long as the train.
  void write_now_and_then(const model::Run& run, SteadyTime now);

  std::filesystem::path folder() const;

  // As later steps of the job know it: a container sees the checkout at another place than they do.
  std::string path_for_later_steps() const;

  const Trouble& trouble() const { return trouble_; }  // with those that were written last

 private:
  Shell& shell_;
  std::string given_;  // empty: the work folder
  std::optional<SteadyTime> written_at_;
  Trouble trouble_;
};

}  // namespace ra::cli
