#pragma once

#include "ci/step_logs.hpp"
#include "logs/labels.hpp"
#include "logs/pieces.hpp"
#include "logs/redaction.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ra::logs {

// What was read of a job, for whoever looks for executions.
struct JobLog {
  std::string workflow;
  std::string name;
  std::string http_link;
  std::uint64_t lines = 0;
};

// Makes records of what the steps of one pipeline wrote: one for each line, with its labels, without secrets. Memory
// does not hang on how long a line is: a longer one becomes several.
class StepRecords final : public ci::LogVisitor {
 public:
  // `since`: the time of lines that have none of their own, nor their step.
  StepRecords(const Labels& labels, std::string since, const Redaction& redaction, Pieces& pieces);

  Result<> step(const ci::LoggedStep& step) override;
  Result<> text(std::string_view piece) override;
  Result<> missing(const ci::LoggedStep& step, std::string_view why) override;

  // The last line of the last step may have no end.
  Result<> finish() { return end_step(); }

  const std::vector<JobLog>& jobs() const { return jobs_; }
  std::uint64_t read() const { return read_; }  // bytes of the CI's
  std::uint64_t lines() const { return lines_; }
  std::uint64_t not_whole() const { return not_whole_; }  // logs that could not be had, or not to their end

 private:
  void begin(const ci::LoggedStep& step);
  Result<> end_step();
  Result<> line(std::string_view text);
  Result<> long_line();
  Result<> put(std::string_view masked);

  const Labels& labels_;
  const Redaction& redaction_;
  Pieces& pieces_;
  Masking masking_;
  std::string members_;  // of the step
  std::string time_;     // of the line
  bool dated_ = false;
  std::string step_id_;
  std::uint64_t next_step_ = 0;
  std::uint64_t not_whole_ = 0;
  std::uint64_t number_ = 0;  // of the line in the step
  std::string rest_;          // a line whose end has not come yet
  bool continued_ = false;    // its beginning is a record already
  std::string shown_;
  std::string masked_;
  std::string head_;     // of a record, before its labels
  std::string message_;  // after them
  std::vector<JobLog> jobs_;
  std::uint64_t read_ = 0;
  std::uint64_t lines_ = 0;
};

}  // namespace ra::logs
