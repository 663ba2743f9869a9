#include "report/progress.hpp"

#include "report/facts.hpp"

#include <fmt/format.h>

#include <vector>

namespace ra::report {

namespace {

using model::PipelineState;
using model::Run;
using model::SetState;

std::string words_of(const Line& line) {
  std::string out;
  for (const auto& p : line) out += p.kind == Piece::Kind::words ? p.ours : p.theirs.as_line(p.most);
  return out;
}

// set 4  gravitee-repository-mongodb #1249  failed: 3 tests failed (6m 20s)  https://…
std::string pipeline_text(const Run& run, const model::SetRun& set, const model::PipelineRun& p) {
  std::string out = fmt::format("set {}  {}", set.index, Untrusted{p.component}.as_line());
  if (p.number > 0) out += fmt::format(" #{}", p.number);
  out += "  " + result_words(run, p);
  const bool red = p.state == PipelineState::failed || p.state == PipelineState::canceled;
  if (red) out += ": " + words_of(why_line(failed_pipeline(set.index, p)));
  if (p.state == PipelineState::passed && !p.why.empty()) out += ": " + Untrusted{p.why}.as_line();
  const std::string took = time_between(p.created_at, p.stopped_at);
  if (!took.empty()) out += " (" + took + ")";
  const Url url = red ? failure_url(failed_pipeline(set.index, p)) : Url::of(p.http_link);
  if (!url.empty()) out += "  " + url.text();
  return out;
}

std::string set_text(const model::SetRun& set) {
  std::size_t passed = 0;
  for (const auto& p : set.pipelines) passed += p.state == PipelineState::passed ? 1U : 0U;
  return fmt::format("set {}  {}: {} of {} passed", set.index, model::to_string(set.state), passed,
                     counted(set.pipelines.size(), "pipeline"));
}

class LinePerChange final : public Progress {
 public:
  explicit LinePerChange(Write write) : write_{std::move(write)} {}

  void update(const Run& run, WallTime) override {
    sets_.resize(std::max(sets_.size(), run.sets.size()));
    std::string out;
    for (std::size_t i = 0; i < run.sets.size(); ++i) {
      const auto& set = run.sets[i];
      auto& seen = sets_[i];
      seen.pipelines.resize(std::max(seen.pipelines.size(), set.pipelines.size()), PipelineState::not_started);
      for (std::size_t j = 0; j < set.pipelines.size(); ++j) {
        if (seen.pipelines[j] == set.pipelines[j].state) continue;
        seen.pipelines[j] = set.pipelines[j].state;
        out += pipeline_text(run, set, set.pipelines[j]) + "\n";
      }
      const bool over = set.state == SetState::passed || set.state == SetState::failed;
      if (over && seen.state != set.state && !set.pipelines.empty()) out += set_text(set) + "\n";
      seen.state = set.state;
    }
    if (!out.empty()) write_(out);
  }

  void finish() override {}

 private:
  struct Seen {
    SetState state = SetState::not_started;
    std::vector<PipelineState> pipelines;
  };
  Write write_;
  std::vector<Seen> sets_;
};

class NoProgress final : public Progress {
 public:
  void update(const Run&, WallTime) override {}
  void finish() override {}
};

}  // namespace

std::unique_ptr<Progress> line_per_change(Write write) { return std::make_unique<LinePerChange>(std::move(write)); }
std::unique_ptr<Progress> no_progress() { return std::make_unique<NoProgress>(); }

}  // namespace ra::report
