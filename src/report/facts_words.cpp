#include "base/time.hpp"
#include "report/facts.hpp"

#include <fmt/format.h>

namespace ra::report {

std::string_view symbol(model::PipelineState state, bool retried) {
  switch (state) {
    case model::PipelineState::passed: return retried ? "🔁" : "✅";
    case model::PipelineState::failed: return "❌";
    case model::PipelineState::canceled: return "⛔";
    case model::PipelineState::running: return "⏳";
    case model::PipelineState::not_started: return "⚪";
  }
  return "⚪";
}

std::string_view symbol(model::RunState state) {
  switch (state) {
    case model::RunState::passed: return "✅";
    case model::RunState::failed: return "❌";
    case model::RunState::cancelled: return "⛔";
    case model::RunState::running: return "⏳";
  }
  return "⏳";
}

std::string_view word(model::PipelineState state) {
  switch (state) {
    case model::PipelineState::passed: return "passed";
    case model::PipelineState::failed: return "failed";
    case model::PipelineState::canceled: return "cancelled";
    case model::PipelineState::running: return "running";
    case model::PipelineState::not_started: return "not started";
  }
  return "not started";
}

std::string_view word(model::RunState state) { return model::to_string(state); }

std::string result_words(const model::Run& run, const model::PipelineRun& pipeline) {
  if (pipeline.state == model::PipelineState::passed && pipeline.retried) return "passed after a retry";
  const bool over = run.state != model::RunState::running;
  if (pipeline.state == model::PipelineState::running && over) return "still running";
  return std::string{word(pipeline.state)};
}

std::string number(std::size_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::size_t n, std::string_view noun) {
  if (noun == "repository" && n != 1) return number(n) + " repositories";
  return fmt::format("{} {}{}", number(n), noun, n == 1 ? "" : "s");
}

std::string time_between(const std::string& begin, const std::string& end) {
  const auto from = parse_utc(begin);
  const auto to = parse_utc(end);
  return from && to && *from <= *to ? format_duration(*to - *from) : "";
}

std::string minute_utc(const std::string& time) {
  const auto t = parse_utc(time);
  if (!t) return {};
  std::string text = format_utc(*t).substr(0, 16);  // 2026-01-14T10:26
  text[10] = ' ';
  return text + " UTC";
}

}  // namespace ra::report
