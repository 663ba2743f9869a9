#include "cli/pull_request_words.hpp"

#include "report/markdown.hpp"

#include <fmt/format.h>

namespace ra::cli {

namespace {

// Ours: GitHub takes 65,536 characters, the text at most 60,000 bytes of them.
constexpr std::size_t most_for_machines = 4096;

struct Tally {
  std::size_t all = 0;
  std::size_t passed = 0;
  std::size_t red = 0;
};

Tally tally_of(const model::Run& run) {
  Tally tally;
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      ++tally.all;
      tally.passed += pipeline.state == model::PipelineState::passed ? 1U : 0U;
      tally.red += pipeline.state == model::PipelineState::failed || pipeline.state == model::PipelineState::canceled;
    }
  }
  return tally;
}

}  // namespace

std::string states_of(const model::Run& run) {
  std::string states{model::to_string(run.state)};
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) states += fmt::format(" {}", model::to_string(pipeline.state));
  }
  return states;
}

forge::State state_of(const model::Run& run) {
  switch (run.state) {
    case model::RunState::running: return forge::State::pending;
    case model::RunState::passed: return forge::State::success;
    case model::RunState::failed: return run.error.empty() ? forge::State::failure : forge::State::error;
    case model::RunState::cancelled: return forge::State::error;
  }
  return forge::State::error;
}

std::string description_of(const model::Run& run) {
  const Tally tally = tally_of(run);
  switch (run.state) {
    case model::RunState::running: return fmt::format("{} of {} done", tally.passed + tally.red, tally.all);
    case model::RunState::passed: return fmt::format("{} of {} pipelines passed", tally.passed, tally.all);
    case model::RunState::cancelled: return "cancelled";
    case model::RunState::failed: break;
  }
  if (!run.error.empty()) return run.error;
  return fmt::format("{} of {} pipelines failed", tally.red, tally.all);
}

json::Value for_machines(const model::Run& run, const Redactor& redact) {
  auto pipelines = json::Value::array();
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      if (pipeline.pipeline_guid.empty()) continue;
      auto one = json::Value::object();
      one.set("repo", redact(pipeline.component)).set("guid", redact(pipeline.pipeline_guid));
      one.set("url", redact(pipeline.http_link));
      one.set("state", model::to_string(pipeline.state));
      pipelines.push(std::move(one));
    }
  }
  auto more = json::Value::object();
  more.set("release", redact(run.version));
  if (json::dump(pipelines).size() <= most_for_machines) more.set("pipelines", std::move(pipelines));
  return more;
}

std::string ready_text(const model::Run& run) {
  report::Document document;
  document.blocks.push_back(
      {report::Heading{2, report::line(report::words("✅ "), report::plain(run.product), report::words(" "),
                                       report::plain(run.version), report::words(" is ready"))}});
  document.blocks.push_back({report::Paragraph{
      report::line(report::words("What stood in its way is gone. The dry run is still to come.")), false}});
  return report::render_markdown(document);
}

std::string state_word(const model::Run& run) {
  if (run.state == model::RunState::running) return "running";
  return run.state == model::RunState::passed ? "passed" : "failed";
}

}  // namespace ra::cli
