#include "base/time.hpp"
#include "report/html_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ra::report {

namespace {

using model::PipelineRun;
using model::Run;
using model::SetRun;

struct Span {
  WallTime begin;
  WallTime end;
};

std::optional<WallTime> time_of(const std::string& text) {
  const auto t = parse_utc(text);
  return t ? std::optional{*t} : std::nullopt;
}

void widen(std::optional<Span>& span, const std::optional<WallTime>& t) {
  if (!t) return;
  if (!span) span = Span{*t, *t};
  span->begin = std::min(span->begin, *t);
  span->end = std::max(span->end, *t);
}

std::optional<Span> span_of(const SetRun& set) {
  std::optional<Span> span;
  for (const auto& p : set.pipelines) {
    widen(span, time_of(p.created_at));
    widen(span, time_of(p.stopped_at));
  }
  return span;
}

std::optional<Span> span_of(const Run& run) {
  std::optional<Span> span;
  widen(span, time_of(run.started_at));
  widen(span, time_of(run.finished_at));
  for (const auto& set : run.sets) {
    if (const auto of_set = span_of(set)) {
      widen(span, of_set->begin);
      widen(span, of_set->end);
    }
  }
  if (span && span->begin == span->end) span->end += Duration{1000};
  return span;
}

// Places times on an axis from 0 to 100 %.
class Axis {
 public:
  explicit Axis(const Span& span) : span_{span} {}

  double percent(WallTime t) const {
    const auto part = std::chrono::duration<double>(t - span_.begin) / std::chrono::duration<double>(length());
    return std::clamp(part * 100.0, 0.0, 100.0);
  }
  std::string bar(const Span& span, std::string_view classes) const {
    const double left = percent(span.begin);
    return fmt::format(R"(<i class="bar {}" style="left:{:.2f}%;width:{:.2f}%"></i>)", classes, left,
                       percent(span.end) - left);
  }
  WallTime end() const { return span_.end; }
  Duration length() const { return span_.end - span_.begin; }

  // Round steps, so that there are at most eight.
  Duration step() const {
    constexpr std::array<int, 18> seconds{1,   2,   5,    10,   15,   30,    60,    120,   300,
                                          600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400};
    for (const int s : seconds) {
      if (Duration{std::chrono::seconds{s}} * 8 >= length()) return std::chrono::seconds{s};
    }
    return std::chrono::days{std::chrono::ceil<std::chrono::days>(length()).count() / 8 + 1};
  }
  std::string html() const {
    std::string out;
    for (Duration at{0}; at <= length() * 97 / 100; at += step()) {
      out += fmt::format(R"(<span style="left:{:.2f}%">{}</span>)", percent(span_.begin + at), tick(at));
    }
    return out;
  }

 private:
  static std::string tick(Duration at) {
    const auto s = std::chrono::duration_cast<std::chrono::seconds>(at).count();
    if (s < 60) return fmt::format("{}s", s);
    if (s < 3600) return s % 60 == 0 ? fmt::format("{}m", s / 60) : fmt::format("{}m {:02}s", s / 60, s % 60);
    return s % 3600 == 0 ? fmt::format("{}h", s / 3600) : fmt::format("{}h {:02}m", s / 3600, s % 3600 / 60);
  }

  Span span_;
};

std::string row(const Run& run, const PipelineRun& p, const std::optional<Axis>& axis) {
  const auto begin = time_of(p.created_at);
  const auto end = time_of(p.stopped_at);
  const auto css = css_class(p);
  std::string bar;
  if (axis && begin) bar = axis->bar(Span{*begin, end.value_or(axis->end())}, css);
  return fmt::format(R"(<div class="row"><div class="name">{}</div><div class="track">{}</div>)"
                     R"(<div class="what"><span class="state {}">{} {}</span><span class="took">{}</span></div></div>)"
                     "\n",
                     html_line(pipeline_line(p)), bar, css, html_icon(css), result_words(run, p),
                     time_between(p.created_at, p.stopped_at));
}

// What did not start has no bars to show, and large runs show what passed closed, so that the rest can be found.
bool is_open(const SetRun& set, std::size_t total) {
  if (set.state == model::SetState::not_started) return false;
  return total <= 100 || set.state == model::SetState::failed || set.state == model::SetState::running;
}

std::string set_html(const Run& run, const SetRun& set, const std::optional<Axis>& axis, std::size_t total) {
  const auto span = span_of(set);
  const auto css = css_class(set.state);
  const std::string_view said = set.state == model::SetState::not_started ? "not started" : model::to_string(set.state);
  std::string out = fmt::format(
      R"(<details class="set"{}><summary><span class="label">Set {}<small>{}</small></span><span class="track">{}</span>)"
      R"(<span class="what"><span class="state {}">{} {}</span><span class="took">{}</span></span></summary>)"
      "\n",
      is_open(set, total) ? " open" : "", set.index, counted(set.pipelines.size(), "pipeline"),
      axis && span ? axis->bar(*span, fmt::format("span {}", css)) : "", css, html_icon(css), said,
      span && set.state != model::SetState::running ? format_duration(span->end - span->begin) : "");
  for (const auto& p : set.pipelines) out += row(run, p, axis);
  return out + "</details>\n";
}

}  // namespace

std::string html_timeline(const Run& run) {
  const auto span = span_of(run);
  const auto axis = span ? std::optional{Axis{*span}} : std::nullopt;
  const double step = axis ? axis->percent(span->begin + axis->step()) : 100.0;
  const std::size_t total = facts_of(run).total;
  std::string out =
      fmt::format(R"(<section class="timeline" style="--step:{:.3f}%"><h2>Timeline <small>{}</small></h2>)"
                  R"(<div class="axis"><span></span><div class="track">{}</div><span></span></div>)"
                  "\n",
                  step, html_line(sets_line(run)), axis ? axis->html() : "");
  for (const auto& set : run.sets) {
    if (!set.pipelines.empty()) out += set_html(run, set, axis, total);
  }
  return out + "</section>\n";
}

}  // namespace ra::report
