#include "report/run_document.hpp"

#include "report/facts.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::report {

namespace {

using model::Run;
using model::RunState;

void add(Document& document, Block block) { document.blocks.push_back(std::move(block)); }

void add_error(Document& document, const Run& run) {
  if (run.error.empty()) return;
  add(document, Block{Paragraph{line(words("Why:", true), words(" "), at_length(code(run.error))), false}});
  if (!run.hint.empty()) {
    add(document, Block{Paragraph{line(words("What to do:", true), words(" "), at_length(plain(run.hint))), false}});
  }
}

void add_notes(Document& document, const Run& run, const Detail& detail) {
  if (run.notes.empty()) return;
  List list;
  for (std::size_t i = 0; i < std::min(detail.notes, run.notes.size()); ++i) {
    list.items.push_back(line(words("⚠️ "), at_length(plain(run.notes[i]))));
  }
  if (run.notes.size() > detail.notes) {
    list.items.push_back(line(words("and " + counted(run.notes.size() - detail.notes, "more note"))));
  }
  add(document, Block{std::move(list)});
}

Table failure_table(const Facts& facts, std::size_t rows) {
  Table table;
  table.columns = {{"Pipeline"}, {"Job › step"}, {"Why"}, {"Log"}};
  table.terminal = Table::Terminal::records;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto& failed = facts.red[i];
    const std::string mark = fmt::format("{} ", symbol(failed.pipeline->state, false));
    table.rows.push_back({line(words(mark), pipeline_line(*failed.pipeline, true)), where_line(failed),
                          why_line(failed), log_line_of(failed)});
  }
  return table;
}

// "Class.name: message" is shown in two pieces.
Line test_line(const std::string& test) {
  const auto colon = test.find(": ");
  if (colon == std::string::npos) return line(code(test));
  return line(code(test.substr(0, colon)), words(" — "), code(test.substr(colon + 2)));
}

void add_job(Blocks& blocks, const FailedJob& failed, bool with_name, const Detail& detail) {
  const auto& failure = *failed.job->failure;
  const std::size_t tests = std::min(detail.tests, failure.tests.size());
  const std::size_t log = std::min(detail.log_lines, failure.log_tail.size());
  if (with_name) {
    blocks.push_back(Block{Paragraph{line(linked(code(failed.job->name), Url::of(failed.job->http_link))), false}});
  }
  if (tests > 0) {
    List list;
    for (std::size_t i = 0; i < tests; ++i) list.items.push_back(test_line(failure.tests[i]));
    const auto all = std::max(failure.tests.size(), static_cast<std::size_t>(failure.tests_failed.value_or(0)));
    if (all > tests) list.items.push_back(line(words("and " + counted(all - tests, "more failing test"))));
    blocks.push_back(Block{std::move(list)});
  }
  if (log > 0) {
    Code tail;
    for (std::size_t i = failure.log_tail.size() - log; i < failure.log_tail.size(); ++i) {
      tail.lines.push_back(log_line(failure.log_tail[i]));
    }
    blocks.push_back(Block{std::move(tail)});
  }
}

// One fold a failure; nothing when there is nothing more to say than the table did.
void add_failure_fold(Document& document, const FailedPipeline& failed, const Detail& detail) {
  std::size_t tests = 0;
  std::size_t log = 0;
  std::size_t jobs = 0;
  for (const auto& job : failed.jobs) {
    if (!job.job->failure) continue;
    ++jobs;
    tests += std::min(detail.tests, job.job->failure->tests.size());
    log += std::min(detail.log_lines, job.job->failure->log_tail.size());
  }
  if (tests == 0 && log == 0) return;
  Fold fold;
  std::vector<Line> what;
  if (tests > 0) what.push_back(line(words(counted(tests, "failing test"))));
  if (log > 0)
    what.push_back(line(words(log == 1 ? "last line of the log" : fmt::format("last {} lines of the log", log))));
  fold.summary = line(plain(failed.pipeline->component, true), words(" — "), joined(what, ", "));
  for (const auto& job : failed.jobs) {
    if (job.job->failure) add_job(fold.children, job, jobs > 1, detail);
  }
  add(document, Block{std::move(fold)});
}

void add_failures(Document& document, const Facts& facts, const Detail& detail) {
  if (facts.red.empty()) return;
  const std::size_t rows = std::min(detail.failure_rows, facts.red.size());
  add(document, Block{Heading{3, line(words("What failed"))}});
  add(document, Block{failure_table(facts, rows)});
  if (rows < facts.red.size()) {
    const std::string more = fmt::format("… and {} more.", number(facts.red.size() - rows));
    add(document, Block{Paragraph{line(words(more)), false}});
  }
  for (std::size_t i = 0; i < rows; ++i) add_failure_fold(document, facts.red[i], detail);
}

Line result_line(const Run& run, const model::PipelineRun& pipeline) {
  Line out = line(words(fmt::format("{} {}", symbol(pipeline.state, pipeline.retried), result_words(run, pipeline))));
  const bool noted = pipeline.state == model::PipelineState::passed && !pipeline.why.empty();
  if (noted) append(out, line(words(" · "), plain(pipeline.why)));
  return out;
}

Table sets_table(const Run& run, const Detail& detail) {
  Table table;
  table.columns = {{"Set", Table::Align::right}, {"Pipeline"}, {"Version"}, {"Result"}, {"Time", Table::Align::right}};
  for (const auto& set : run.sets) {
    bool first = true;
    for (const auto& pipeline : set.pipelines) {
      const bool quiet =
          pipeline.state == model::PipelineState::passed || pipeline.state == model::PipelineState::not_started;
      if (quiet && !detail.passed_rows) continue;
      table.rows.push_back({first ? line(words(std::to_string(set.index))) : Line{}, pipeline_line(pipeline),
                            pipeline.version.empty() ? Line{} : line(plain(pipeline.version)),
                            result_line(run, pipeline),
                            line(words(time_between(pipeline.created_at, pipeline.stopped_at)))});
      first = false;
    }
  }
  return table;
}

void add_all(Document& document, const Run& run, const Facts& facts, const Detail& detail) {
  if (facts.total == 0 || !detail.all_table) return;
  Table table = sets_table(run, detail);
  const std::size_t dropped = facts.total - table.rows.size();
  Blocks children;
  if (!table.rows.empty()) children.push_back(Block{std::move(table)});
  if (dropped > 0) {
    const std::string text = fmt::format("… {} that passed or were not started {} in the full report.",
                                         counted(dropped, "pipeline"), dropped == 1 ? "is" : "are");
    children.push_back(Block{Paragraph{line(words(text)), false}});
  }
  const std::string title = facts.total == 1 ? "The pipeline" : "All " + counted(facts.total, "pipeline");
  if (run.state == RunState::passed) {
    add(document, Block{Fold{line(words(title + ", versions and times")), std::move(children), false}});
    return;
  }
  add(document, Block{Heading{3, line(words(title))}});
  if (run.state == RunState::running) {
    add(document, Block{Paragraph{sets_line(run), false}});
    for (auto& child : children) add(document, std::move(child));
    return;
  }
  add(document, Block{Fold{sets_line(run), std::move(children), false}});
}

void add_attempts(Document& document, const Run& run, const Detail& detail) {
  const std::size_t shown = std::min(detail.attempts, run.earlier.size());
  if (shown == 0) return;
  Table table;
  table.columns = {{"#", Table::Align::right}, {"Commit"}, {"Result"}, {"When (UTC)"}};
  for (std::size_t i = 0; i < shown; ++i) {  // newest first
    const auto& attempt = run.earlier[run.earlier.size() - 1 - i];
    Line result = line(words(fmt::format("{} {}", symbol(attempt.state), word(attempt.state))));
    if (!attempt.note.empty()) append(result, line(words(": "), plain(attempt.note)));
    const std::string when = minute_utc(attempt.finished_at.empty() ? attempt.started_at : attempt.finished_at);
    table.rows.push_back({line(words(std::to_string(attempt.number))), line(code(attempt.sha.substr(0, 7))),
                          std::move(result), line(words(when.substr(0, 16)))});
  }
  Fold fold;
  fold.summary = line(words(fmt::format("Earlier attempts ({})", number(run.earlier.size()))));
  fold.children.push_back(Block{std::move(table)});
  fold.skip_on_terminal = true;
  add(document, Block{std::move(fold)});
}

void add_footer(Document& document, const Run& run) {
  std::vector<Line> parts;
  parts.push_back(line(words(fmt::format("Attempt {}", run.attempt))));
  const std::string finished = minute_utc(run.finished_at);
  if (!finished.empty()) parts.push_back(line(words("finished " + finished)));
  if (!run.run_id.empty()) parts.push_back(line(words("run "), code(run.run_id)));
  parts.push_back(line(words("full report: "), code("report.html"), words(", "), code("report.json")));
  parts.push_back(line(words(std::string{"release-action "} + version)));
  add(document, Block{Paragraph{joined(parts, " · "), true}});
}

}  // namespace

Document run_document(const Run& run, const Detail& detail) {
  const Facts facts = facts_of(run);
  Document document;
  add(document, Block{Heading{2, verdict_line(run, facts)}});
  const Line numbers = numbers_line(run, facts);
  if (!numbers.empty()) add(document, Block{Paragraph{numbers, false}});
  add(document, Block{Paragraph{world_line(run, facts), false}});
  if (detail.below_the_top) {
    add_error(document, run);
    add_notes(document, run, detail);
    add_failures(document, facts, detail);
    add_all(document, run, facts, detail);
    add_attempts(document, run, detail);
  }
  add_footer(document, run);
  return document;
}

}  // namespace ra::report
