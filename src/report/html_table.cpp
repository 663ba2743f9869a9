#include "report/html_parts.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

constexpr std::size_t most_jobs = 8;  // named in a row; report.json has them all

std::string jobs_html(const model::PipelineRun& pipeline) {
  std::vector<Line> parts;
  std::size_t jobs = 0;
  for (const auto& workflow : pipeline.workflows) {
    for (const auto& job : workflow.jobs) {
      if (++jobs > most_jobs) continue;
      Line part = line(linked(plain(job.name), Url::of(job.http_link)));
      if (job.status != "success") append(part, line(words(" "), plain(job.status)));
      parts.push_back(std::move(part));
    }
  }
  if (jobs > most_jobs) parts.push_back(line(words(fmt::format("and {} more", jobs - most_jobs))));
  return html_line(joined(parts, ", "));
}

std::string row_html(const model::Run& run, const model::SetRun& set, const model::PipelineRun& p, bool first) {
  const auto css = css_class(p);
  const std::string started = minute_utc(p.created_at);
  const bool noted = p.state == model::PipelineState::passed && !p.why.empty();
  return fmt::format(
      R"(<tr{}><td class="set-no">{}</td><td>{}</td><td>{}</td><td class="less">{}</td><td><span class="state {}">{} {}</span>{}</td>)"
      R"(<td class="less took">{}</td><td class="took right">{}</td><td class="jobs less">{}</td></tr>)"
      "\n",
      first ? R"( class="first")" : "", set.index, html_line(pipeline_line(p)), Untrusted{p.version}.as_html(),
      Untrusted{p.branch}.as_html(), css, html_icon(css), result_words(run, p),
      noted ? "<br>" + Untrusted{p.why}.as_html() : "", started.empty() ? "" : started.substr(11, 5),
      time_between(p.created_at, p.stopped_at), jobs_html(p));
}

}  // namespace

std::string html_table(const model::Run& run) {
  std::string rows;
  for (const auto& set : run.sets) {
    bool first = true;
    for (const auto& pipeline : set.pipelines) {
      rows += row_html(run, set, pipeline, first);
      first = false;
    }
  }
  if (rows.empty()) return {};
  return "<section><h2>All pipelines</h2><div class=\"wide\"><table><thead><tr><th "
         "class=\"right\">Set</th><th>Pipeline</th>"
         "<th>Version</th><th class=\"less\">Branch</th><th>Result</th><th class=\"less\">Started (UTC)</th>"
         "<th class=\"right\">Time</th><th class=\"less\">Jobs</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div></section>\n";
}

}  // namespace ra::report
