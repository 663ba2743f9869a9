// The progress of an invented run, a minute of it in each 100 ms: show_progress live|lines [COLUMNS ROWS]
// Without a size the table follows the terminal.
#include "report/progress.hpp"

#include "base/terminal.hpp"
#include "unit/report/samples.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

namespace {

using namespace ra;
using model::PipelineState;

// The run as it was at `now`.
model::Run until(const model::Run& whole, WallTime now) {
  model::Run run = whole;
  const bool over = *parse_utc(whole.finished_at) <= now;
  if (over) return run;
  run.state = model::RunState::running;
  run.finished_at.clear();
  for (auto& set : run.sets) {
    std::size_t waiting = 0;
    std::size_t done = 0;
    for (auto& p : set.pipelines) {
      if (p.created_at.empty() || *parse_utc(p.created_at) > now) {
        p = model::PipelineRun{};
        p.component = whole.sets[set.index].pipelines[waiting + done].component;
        ++waiting;
        continue;
      }
      if (*parse_utc(p.stopped_at) <= now) {
        ++done;
        continue;
      }
      p.state = PipelineState::running;
      p.stopped_at.clear();
      p.retried = false;
      ++done;
    }
    const bool started = waiting < set.pipelines.size();
    bool running = false;
    for (const auto& p : set.pipelines) running = running || p.state == PipelineState::running;
    if (!started) set.state = model::SetState::not_started;
    if (running) set.state = model::SetState::running;
  }
  return run;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "live";
  const int columns = argc > 2 ? std::atoi(argv[2]) : 100;
  const int rows = argc > 3 ? std::atoi(argv[3]) : 24;
  const report::Write write = [](const std::string& text) { std::cerr << text << std::flush; };
  const bool follow = argc < 3;
  const report::AskStyle style = [&] {
    const auto size = terminal_size();
    if (follow && size) return report::TerminalStyle{true, size->columns, size->rows};
    return report::TerminalStyle{true, columns, rows};
  };
  const auto progress = mode == "live" ? report::live_table(write, style) : report::line_per_change(write);
  const model::Run whole = test::red_run();
  const WallTime start = *parse_utc(whole.started_at);
  for (int i = 0; i <= 145; ++i) {
    const WallTime now = start + std::chrono::seconds{10 * i};
    progress->update(until(whole, now), now);
    if (mode == "live") std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  progress->finish();
  return 0;
}
