#include "report/live_frame.hpp"
#include "report/progress.hpp"
#include "report/width.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

// A table that is drawn over itself. Nothing of it outlives a frame: the cursor is never hidden and
// wrapping is switched back on at the end of each, so that a killed program leaves a good terminal.
namespace ra::report {

namespace {

using model::Run;

constexpr Duration frame_time{100};  // ten frames a second are enough for people

// ECMA-48 and DEC private modes that every terminal of today knows; unknown ones are ignored by it.
constexpr std::string_view no_wrap = "\x1b[?7l";
constexpr std::string_view wrap = "\x1b[?7h";
constexpr std::string_view erase_line = "\x1b[K";  // before its text: after it, the last column would go too
constexpr std::string_view erase_below = "\x1b[J";

// Without the colours and links that a line carries.
std::size_t width_of(std::string_view line) {
  std::string shown;
  while (!line.empty()) {
    if (line.front() != '\x1b') {
      shown += line.front();
      line.remove_prefix(1);
      continue;
    }
    const bool link = line.starts_with("\x1b]");
    const auto end = link ? line.find("\x1b\\", 2) : line.find_first_of("ABCDEFGHJKSTfhlm", 2);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + (link ? 2 : 1));
  }
  return display_width(shown);
}

class LiveTable final : public Progress {
 public:
  LiveTable(Write write, AskStyle style) : write_{std::move(write)}, ask_{std::move(style)} {}

  void update(const Run& run, WallTime now) override {
    if (finished_) return;
    // Between frames only what has changed is kept, since a run with its logs is dear to copy.
    const bool changed = has_changed(run);
    const bool due = !drawn_at_ || now - *drawn_at_ >= frame_time || now < *drawn_at_;
    if (!changed && !due) return;
    const TerminalStyle style = ask_();
    final_ = live_frame(style, run, now, 0);
    if (!due) return;
    drawn_at_ = now;
    draw(live_frame(style, run, now, most_lines(style)), no_wrap);
  }

  void finish() override {
    if (finished_ || final_.empty()) return;
    finished_ = true;
    draw(final_, "");  // its links may be longer than a line
  }

  void make_way() override {
    if (finished_ || widths_.empty()) return;
    write_(fmt::format("\x1b[{}A\r{}", height(), erase_below));
    widths_.clear();
    drawn_at_.reset();
  }

 private:
  // One line stays for the cursor below the table, one for what the shell may still print.
  static std::size_t most_lines(const TerminalStyle& style) {
    return static_cast<std::size_t>(std::max(6, style.rows)) - 2;
  }

  // Of the last frame on the screen as it is now: a terminal that has become narrower has broken its lines.
  std::size_t height() const {
    const auto columns = static_cast<std::size_t>(std::max(1, ask_().columns));
    std::size_t lines = 0;
    for (const auto width : widths_) lines += width > columns ? (width + columns - 1) / columns : 1;
    return lines;
  }

  bool has_changed(const Run& run) {
    std::vector<int> now{static_cast<int>(run.state)};
    for (const auto& set : run.sets) {
      now.push_back(static_cast<int>(set.state));
      for (const auto& p : set.pipelines) now.push_back(static_cast<int>(p.state));
    }
    const bool changed = now != seen_;
    seen_ = std::move(now);
    return changed;
  }

  void draw(const std::vector<std::string>& lines, std::string_view mode) {
    std::string out;
    if (!widths_.empty()) out += fmt::format("\x1b[{}A\r", height());
    out += mode;
    for (const auto& line : lines) out += fmt::format("{}{}\n", erase_line, line);
    out += fmt::format("{}{}", erase_below, wrap);
    widths_.clear();
    for (const auto& line : lines) widths_.push_back(width_of(line));
    write_(out);
  }

  Write write_;
  AskStyle ask_;
  std::optional<WallTime> drawn_at_;
  std::vector<int> seen_;
  std::vector<std::string> final_;
  std::vector<std::size_t> widths_;  // of the lines on the screen
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<Progress> live_table(Write write, AskStyle style) {
  return std::make_unique<LiveTable>(std::move(write), std::move(style));
}

std::unique_ptr<Progress> live_table(Write write, TerminalStyle style) {
  return live_table(std::move(write), AskStyle{[style] { return style; }});
}

}  // namespace ra::report
