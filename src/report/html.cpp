#include "report/html_parts.hpp"
#include "report/render.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::report {

namespace {

using model::Run;

std::string plain_text(const Line& line) {
  std::string out;
  for (const auto& p : line) out += p.kind == Piece::Kind::words ? p.ours : p.theirs.as_line();
  return out;
}

// How the pipelines divide, as a bar and in words.
std::string share_html(const Facts& facts) {
  struct Part {
    std::size_t n;
    std::string_view css;
    std::string_view said;
  };
  const std::array<Part, 6> parts{{{facts.passed - facts.retried, "passed", "passed"},
                                   {facts.retried, "retried", "passed after a retry"},
                                   {facts.failed, "failed", "failed"},
                                   {facts.cancelled, "cancelled", "cancelled"},
                                   {facts.running, "running", "running"},
                                   {facts.not_started, "waiting", "not started"}}};
  std::string bar;
  std::string legend;
  for (const auto& [n, css, said] : parts) {
    if (n == 0) continue;
    bar += fmt::format(R"(<i class="{}" style="flex:{} 0 0"></i>)", css, n);
    legend += fmt::format(R"(<li><span class="state {}">{}</span>{} {}</li>)", css, html_icon(css), number(n), said);
  }
  if (bar.empty()) return {};
  return fmt::format(R"(<div class="share" aria-hidden="true">{}</div><ul class="legend">{}</ul>)", bar, legend);
}

std::string header_html(const Run& run, const Facts& facts) {
  const auto css = css_class(run.state);
  return fmt::format(
      R"(<div class="verdict {}"><header><h1>{}<span>{}</span></h1><p class="numbers">{}</p><p>{}</p>{}</header></div>)"
      "\n",
      css, html_icon(css), html_line(verdict_words(run, facts)), html_line(numbers_line(run, facts)),
      html_line(world_line(run, facts)), share_html(facts));
}

std::string error_html(const Run& run) {
  if (run.error.empty()) return {};
  std::string out = R"(<section class="why"><h2>Why it stopped</h2><p>)" + Untrusted{run.error}.as_html(1000) + "</p>";
  if (!run.hint.empty()) out += R"(<p class="hint">)" + Untrusted{run.hint}.as_html(1000) + "</p>";
  return out + "</section>\n";
}

std::string notes_html(const Run& run) {
  if (run.notes.empty()) return {};
  std::string out = R"(<section class="notes"><h2>To know</h2><ul>)";
  for (const auto& note : run.notes) out += "<li>" + Untrusted{note}.as_html(1000) + "</li>";
  return out + "</ul></section>\n";
}

std::string attempts_html(const Run& run) {
  if (run.earlier.empty()) return {};
  std::string out =
      "<section><h2>Earlier attempts</h2><div class=\"wide\"><table><thead><tr><th "
      "class=\"right\">#</th><th>Commit</th>"
      "<th>Result</th><th>When (UTC)</th></tr></thead><tbody>\n";
  for (auto attempt = run.earlier.rbegin(); attempt != run.earlier.rend(); ++attempt) {
    const auto css = css_class(attempt->state);
    const std::string when = minute_utc(attempt->finished_at.empty() ? attempt->started_at : attempt->finished_at);
    out += fmt::format(
        R"(<tr><td class="set-no">{}</td><td>{}</td><td><span class="state {}">{} {}</span>{}</td><td class="took">{}</td></tr>)"
        "\n",
        attempt->number, html_line(attempt->sha.empty() ? Line{} : line(code(attempt->sha.substr(0, 7)))), css,
        html_icon(css), word(attempt->state), attempt->note.empty() ? "" : ": " + Untrusted{attempt->note}.as_html(),
        when.substr(0, 16));
  }
  return out + "</tbody></table></div></section>\n";
}

std::string footer_html(const Run& run) {
  std::vector<Line> parts{line(words(fmt::format("Attempt {}", run.attempt)))};
  const std::string finished = minute_utc(run.finished_at);
  if (!finished.empty()) parts.push_back(line(words("finished " + finished)));
  if (!run.run_id.empty()) parts.push_back(line(words("run "), code(run.run_id)));
  parts.push_back(line(words(std::string{"release-action "} + version)));
  return "<footer>" + html_line(joined(parts, " · ")) + "</footer>\n";
}

}  // namespace

std::string html(const Run& run) {
  const Facts facts = facts_of(run);
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  out += "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
  out += "<title>" + escape_html(plain_text(verdict_line(run, facts))) + "</title>\n";
  out += fmt::format("<style>{}</style></head>\n<body>{}\n", html_style, html_symbols);
  out += header_html(run, facts) + "<main>\n";
  out += error_html(run) + notes_html(run) + html_failures(facts);
  if (facts.total > 0) out += html_timeline(run);
  out += html_table(run) + attempts_html(run) + "</main>\n" + footer_html(run);
  return out + "</body></html>\n";
}

}  // namespace ra::report
