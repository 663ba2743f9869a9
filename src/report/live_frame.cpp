#include "report/live_frame.hpp"

#include "report/facts.hpp"
#include "report/width.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::report {

namespace {

using model::PipelineState;
using model::Run;
using model::SetState;

struct Row {
  std::string symbol;
  std::string name;
  std::string state;
  std::string took;
  std::string link;
  std::string page;  // written out on a line of its own, whole
  PipelineState of = PipelineState::not_started;
};

// What must be seen first when not all rows fit: what runs, then what failed.
int rank(PipelineState state) {
  switch (state) {
    case PipelineState::failed:
    case PipelineState::canceled: return 0;
    case PipelineState::running: return 1;
    case PipelineState::not_started: return 2;
    case PipelineState::passed: return 3;
  }
  return 3;
}

std::string_view colour_of(PipelineState state) {
  switch (state) {
    case PipelineState::failed:
    case PipelineState::canceled: return "31";
    case PipelineState::running: return "33";
    case PipelineState::not_started: return "2";
    case PipelineState::passed: return "32";
  }
  return "";
}

class Painter {
 public:
  explicit Painter(const TerminalStyle& style) : style_{style} {}

  std::vector<std::string> frame(const Run& run, WallTime now, std::size_t most) const {
    std::vector<std::string> lines{header(run, now)};
    for (const auto& set : run.sets) {
      if (set.pipelines.empty()) continue;
      const bool current = set.state == SetState::running || (most == 0 && set.state == SetState::failed);
      if (!current) continue;
      lines.push_back(set_title(set, now));
      add_rows(lines, run, set, now, most == 0 ? 0 : rows_left(lines.size() + 2, most));
    }
    std::vector<std::string> before = others(run, now, most);
    // Sets that are over stand above the one that runs; the oldest give way first.
    const std::size_t room = most == 0 ? before.size() : most > lines.size() ? most - lines.size() : 0;
    if (before.size() > room) before.erase(before.begin(), before.end() - static_cast<std::ptrdiff_t>(room));
    lines.insert(lines.begin() + 1, before.begin(), before.end());
    if (most > 0 && lines.size() > most) lines.resize(most);
    return lines;
  }

 private:
  static std::size_t rows_left(std::size_t used, std::size_t most) { return most > used ? most - used : 1; }

  std::size_t columns() const { return static_cast<std::size_t>(std::max(20, style_.columns)); }

  std::string styled(const std::string& text, std::string_view sgr) const {
    if (!style_.colour || sgr.empty() || text.empty()) return text;
    return fmt::format("\x1b[{}m{}\x1b[0m", sgr, text);
  }

  // OSC 8, which terminals that do not know it ignore: the link is there even where its text does not fit.
  std::string clickable(const std::string& text, const std::string& link) const {
    if (!style_.colour || link.empty()) return text;
    return fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", link, text);
  }

  static std::string since(const std::string& begin, const std::string& end, WallTime now) {
    return begin.empty() ? "" : time_between(begin, end.empty() ? format_utc(now) : end);
  }

  std::string header(const Run& run, WallTime now) const {
    const Facts facts = facts_of(run);
    const std::string what = fmt::format("{} {} {}", run.mode == model::Mode::dry_run ? "Dry run" : "Release",
                                         Untrusted{run.product}.as_line(40), Untrusted{run.version}.as_line(40));
    std::string counts =
        fmt::format("{} of {} done, {} failed", number(facts.done()), number(facts.total), number(facts.red.size()));
    const std::string took = since(run.started_at, run.finished_at, now);
    if (!took.empty()) counts += " · " + took;
    const std::string text = fmt::format("{} {}: {}", symbol(run.state), what, counts);
    return styled(fitted(text, columns()), facts.red.empty() ? "1" : "1;31");
  }

  std::string set_title(const model::SetRun& set, WallTime now) const {
    std::string begin;
    std::string end;
    std::size_t done = 0;
    std::size_t red = 0;
    for (const auto& p : set.pipelines) {
      if (!p.created_at.empty() && (begin.empty() || p.created_at < begin)) begin = p.created_at;
      end = std::max(end, p.stopped_at);
      if (p.state != PipelineState::running && p.state != PipelineState::not_started) ++done;
      if (p.state == PipelineState::failed || p.state == PipelineState::canceled) ++red;
    }
    const bool over = set.state == SetState::passed || set.state == SetState::failed;
    const std::string took = since(begin, over ? end : "", now);
    const std::string_view mark = set.state == SetState::passed   ? "✅"
                                  : set.state == SetState::failed ? "❌"
                                  : over || !begin.empty()        ? "⏳"
                                                                  : "⚪";
    const std::string_view said =
        set.state == SetState::not_started ? std::string_view{"not started"} : model::to_string(set.state);
    const std::string all = counted(set.pipelines.size(), "pipeline");
    const std::string count = set.state == SetState::failed    ? fmt::format("{} of {} failed", number(red), all)
                              : set.state == SetState::running ? fmt::format("{} of {} done", number(done), all)
                                                               : all;
    const std::string text =
        fmt::format("{} set {} {}: {}{}", mark, set.index, said, count, took.empty() ? "" : " · " + took);
    return fitted(text, columns());
  }

  // Sets that are over have a line each; those to come have one together.
  std::vector<std::string> others(const Run& run, WallTime now, std::size_t most) const {
    std::vector<std::string> lines;
    for (const auto& set : run.sets) {
      const bool shown_below = most == 0 && set.state == SetState::failed;
      const bool over = set.state == SetState::passed || set.state == SetState::failed;
      if (!set.pipelines.empty() && over && !shown_below) lines.push_back(set_title(set, now));
    }
    return lines;
  }

  void add_rows(std::vector<std::string>& lines, const Run& run, const model::SetRun& set, WallTime now,
                std::size_t room) const {
    std::vector<const model::PipelineRun*> shown;
    for (const auto& p : set.pipelines) shown.push_back(&p);
    std::size_t hidden = 0;
    if (room > 0 && shown.size() > room) {
      // The most telling ones, in the order of the plan.
      std::vector<const model::PipelineRun*> ranked = shown;
      std::ranges::stable_sort(ranked, {}, [](const auto* p) { return rank(p->state); });
      ranked.resize(room);
      hidden = shown.size() - room;
      std::erase_if(shown, [&](const auto* p) { return std::ranges::find(ranked, p) == ranked.end(); });
    }
    std::vector<Row> rows;
    std::size_t name_width = 0;
    std::size_t state_width = 0;
    for (const auto* p : shown) {
      Row row;
      row.of = p->state;
      row.symbol = symbol(p->state, p->retried);
      row.name = Untrusted{p->component}.as_line(60);
      if (p->number > 0) row.name += fmt::format(" #{}", p->number);
      row.state = result_words(run, *p);
      row.took = since(p->created_at, p->stopped_at, now);
      row.link = Url::of(p->http_link).text();
      if (room == 0 && rank(p->state) == 0) row.page = failure_url(failed_pipeline(set.index, *p)).text();
      name_width = std::max(name_width, display_width(row.name));
      state_width = std::max(state_width, display_width(row.state));
      rows.push_back(std::move(row));
    }
    // Symbol, state and time come first; the name gives way before them, the link is only shown where it fits.
    constexpr std::size_t took_width = 7;
    const std::size_t fixed = 2 + 3 + 2 + state_width + 2 + took_width;
    name_width = std::min(name_width, columns() > fixed + 8 ? columns() - fixed : 8);
    for (const auto& row : rows) {
      lines.push_back(row_line(row, name_width, state_width, took_width));
      if (!row.page.empty()) lines.push_back("     " + styled(row.page, "36"));
    }
    if (hidden > 0) lines.push_back(styled(fitted(fmt::format("   … and {} more", number(hidden)), columns()), "2"));
  }

  std::string row_line(const Row& row, std::size_t name_width, std::size_t state_width, std::size_t took_width) const {
    const std::string name = fitted(row.name, name_width);
    const std::string rest = fmt::format("{}  {}  {}", std::string(name_width - display_width(name), ' '),
                                         padded(row.state, state_width), padded_before(row.took, took_width));
    const std::size_t used = 5 + display_width(name) + display_width(rest);
    const bool link_fits = !row.link.empty() && row.page.empty() && used + 2 + row.link.size() <= columns();
    std::string line = styled(fmt::format("  {} ", row.symbol), colour_of(row.of));
    line += clickable(name, row.link) +
            styled(fitted(rest, columns() - std::min(columns(), used - display_width(rest))), colour_of(row.of));
    if (link_fits) line += "  " + styled(row.link, "2");
    return line;
  }

  TerminalStyle style_;
};

}  // namespace

std::vector<std::string> live_frame(const TerminalStyle& style, const Run& run, WallTime now, std::size_t most) {
  return Painter{style}.frame(run, now, most);
}

}  // namespace ra::report
