#include "logs/records.hpp"

#include "base/try.hpp"
#include "logs/log_text.hpp"

#include <cstring>
#include <utility>

namespace ra::logs {

namespace {

// Ours. Escaped it is at most three times as long, and with its labels far below the 500,000 bytes that logz.io takes.
constexpr std::size_t longest_line = std::size_t{64} << 10U;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

StepRecords::StepRecords(const Labels& labels, std::string since, const Redaction& redaction, Pieces& pieces)
    : labels_{labels}, redaction_{redaction}, pieces_{pieces}, masking_{redaction}, time_{std::move(since)} {}

void StepRecords::begin(const ci::LoggedStep& step) {
  ++next_step_;
  step_id_ = id_of(labels_.pipeline_guid + "\n" + step.job_id + "\n" + std::to_string(next_step_));
  number_ = 0;
  dated_ = step.dated;
  if (!step.time.empty()) time_ = step.time;
  std::string details;
  add_member(details, "workflow", step.workflow);
  add_member(details, "job", step.job);
  add_member(details, "job_link", step.job_link);
  add_member(details, "step", step.name);
  add_member(details, "status", step.status);
  // What strangers named may hold a secret as well.
  members_.clear();
  Masking{redaction_}.line(members_of(labels_) + details, members_);
  if (jobs_.empty() || jobs_.back().name != step.job || jobs_.back().workflow != step.workflow)
    jobs_.push_back({step.workflow, step.job, step.job_link});
}

Result<> StepRecords::step(const ci::LoggedStep& step) {
  RA_TRY(end_step());
  masking_ = Masking{redaction_};
  begin(step);
  return {};
}

Result<> StepRecords::missing(const ci::LoggedStep& step, std::string_view why) {
  RA_TRY(end_step());
  ++not_whole_;
  begin(step);
  dated_ = false;
  return line("(release-action: not all of this log can be had: " + std::string{why} + ")");
}

Result<> StepRecords::text(std::string_view piece) {
  read_ += piece.size();
  while (!piece.empty()) {
    const void* found = std::memchr(piece.data(), '\n', piece.size());
    const bool whole = found != nullptr;
    const std::size_t end =
        whole ? static_cast<std::size_t>(static_cast<const char*>(found) - piece.data()) : piece.size();
    const std::string_view part = piece.substr(0, end);
    if (whole && rest_.empty() && part.size() <= longest_line) {
      RA_TRY(line(part));
    } else {
      rest_ += part;
      RA_TRY(long_line());
      if (whole) RA_TRY(line(std::exchange(rest_, {})));
    }
    piece.remove_prefix(whole ? end + 1 : end);
  }
  return {};
}

// Of what is waiting so much that no more than a line's worth is left.
Result<> StepRecords::long_line() {
  while (rest_.size() > longest_line) {
    shown_.clear();
    if (!continued_ && dated_) {
      const std::size_t length = time_length(rest_);
      if (length > 0) time_ = rest_.substr(0, rest_.find('Z') + 1);
      rest_.erase(0, length);
    }
    masked_.clear();
    const std::size_t taken = masking_.part(std::string_view{rest_}.substr(0, longest_line), masked_);
    rest_.erase(0, taken);
    add_shown(masked_, shown_);
    RA_TRY(put(shown_));
    continued_ = true;
  }
  return {};
}

Result<> StepRecords::line(std::string_view text) {
  const bool whole = !std::exchange(continued_, false);
  if (whole && dated_) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (const std::size_t length = time_length(text); length > 0) {
      time_.assign(text.substr(0, length - (text[length - 1] == ' ' ? 1 : 0)));
      text.remove_prefix(length);
    }
  }
  shown_.clear();
  add_shown(text, shown_);
  masked_.clear();
  masking_.line(shown_, masked_);
  return put(masked_);
}

Result<> StepRecords::put(std::string_view masked) {
  ++number_;
  if (masked.empty()) return {};
  ++lines_;
  ++jobs_.back().lines;
  const std::string number = std::to_string(number_);
  head_.assign("{\"id\":\"");
  head_ += step_id_;
  head_ += '-';
  head_ += number;
  head_ += "\",\"@timestamp\":\"";
  head_ += time_;
  head_ += "\",\"kind\":\"log\",";
  message_.assign("\"line\":");
  message_ += number;
  message_ += ",\"message\":\"";
  add_escaped(masked, message_);
  message_ += "\"}\n";
  return pieces_.add({head_, members_, message_});
}

Result<> StepRecords::end_step() {
  const std::string last = std::exchange(rest_, {});
  if (last.empty() && !continued_) return {};
  return line(last);
}

}  // namespace ra::logs
