#pragma once

#include "base/time.hpp"
#include "model/run.hpp"
#include "report/render.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ra::report {

// Shows a run while it goes: a live table on a terminal, one line for each change elsewhere.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void update(const model::Run& run, WallTime now) = 0;  // cheap to call often
  virtual void finish() = 0;                                     // leaves the terminal as it was
  virtual void make_way() {}  // before somebody else writes a line: takes off what would be overdrawn
};

using Write = std::function<void(const std::string&)>;  // to stderr

using AskStyle = std::function<TerminalStyle()>;  // before each frame: terminals are resized

std::unique_ptr<Progress> live_table(Write write, AskStyle style);
std::unique_ptr<Progress> live_table(Write write, TerminalStyle style);
std::unique_ptr<Progress> line_per_change(Write write);
std::unique_ptr<Progress> no_progress();

}  // namespace ra::report
