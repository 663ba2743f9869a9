#include "report/html_parts.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

constexpr std::size_t longest_log_line = 1000;
constexpr std::size_t open_logs = 5;  // of a page; the others open with a click

std::string tests_html(const model::Failure& failure) {
  if (failure.tests.empty()) return {};
  std::string out = "<ul>";
  for (const auto& test : failure.tests) {
    const auto colon = test.find(": ");
    out += "<li><code>" + Untrusted{test.substr(0, colon)}.as_html(300) + "</code>";
    if (colon != std::string::npos) out += " — " + Untrusted{test.substr(colon + 2)}.as_html(300);
    out += "</li>";
  }
  const auto all = static_cast<std::size_t>(std::max(0, failure.tests_failed.value_or(0)));
  if (all > failure.tests.size())
    out += "<li>and " + counted(all - failure.tests.size(), "more failing test") + "</li>";
  return out + "</ul>";
}

std::string log_html(const FailedJob& failed, bool open) {
  const auto& tail = failed.job->failure->log_tail;
  if (tail.empty()) return {};
  std::string out = fmt::format("<details{}><summary>Last {} of the log</summary><pre>", open ? " open" : "",
                                counted(tail.size(), "line"));
  for (const auto& text : tail) out += log_line(text).as_html(longest_log_line) + "\n";
  return out + "</pre></details>";
}

std::string links_html(const FailedPipeline& failed) {
  std::vector<Line> links{log_line_of(failed)};
  const Url page = Url::of(failed.pipeline->http_link);
  if (!page.empty() && failure_url(failed) != page) links.push_back(line(linked(words("pipeline"), page)));
  return html_line(joined(links, " · "));
}

std::string failure_html(const FailedPipeline& failed, bool open) {
  const auto css = css_class(*failed.pipeline);
  std::string out =
      fmt::format(R"(<article class="failure {}"><h3>{}<span>{}</span><span class="state">{}</span></h3>)"
                  R"(<p>{}</p><p class="where">set {}{}{}{}</p>)",
                  css, html_icon(css), html_line(pipeline_line(*failed.pipeline, true)), word(failed.pipeline->state),
                  html_line(why_line(failed)), failed.set, where_line(failed).empty() ? "" : " · ",
                  html_line(where_line(failed)), failure_url(failed).empty() ? "" : " · " + links_html(failed));
  for (const auto& job : failed.jobs) {
    if (!job.job->failure) continue;
    if (failed.jobs.size() > 1) {
      out += "<p>" + html_line(line(words("job "), linked(code(job.job->name), Url::of(job.job->http_link)))) + "</p>";
    }
    out += tests_html(*job.job->failure) + log_html(job, open);
  }
  return out + "</article>\n";
}

}  // namespace

std::string html_failures(const Facts& facts) {
  if (facts.red.empty()) return {};
  std::string out = "<section><h2>What failed</h2>\n";
  for (std::size_t i = 0; i < facts.red.size(); ++i) out += failure_html(facts.red[i], i < open_logs);
  return out + "</section>\n";
}

}  // namespace ra::report
