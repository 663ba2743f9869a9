#include "report/facts.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

using model::Mode;
using model::Run;
using model::RunState;

bool nothing_started(const Facts& facts) { return facts.not_started == facts.total; }

Line title(const Run& run) {
  Line out = line(plain(run.product, true));
  if (!run.product.empty() && !run.version.empty()) append(out, words(" ", true));
  append(out, plain(run.version, true));
  return out;
}

std::string of_all(std::size_t n, const Facts& facts) {
  return fmt::format("{} of {}", number(n), counted(facts.total, "pipeline"));
}

std::string how_it_failed(const Facts& facts) {
  if (!facts.red.empty()) return of_all(facts.red.size(), facts);
  if (nothing_started(facts)) return "before anything started";
  return "stopped by an error, no pipeline failed";
}

Line commit(const Run& run) {
  if (run.sha.empty()) return {};
  const std::string page = run.repository_link + "/commit/" + run.sha;
  const bool has_page = run.repository_link.starts_with("http");
  return line(linked(code(run.sha.substr(0, 7)), has_page ? Url::of(page) : Url{}));
}

Line from_what_to_what(const Run& run) {
  Line out;
  if (!run.branch.empty()) out = line(code(run.branch));
  if (!run.sha.empty()) append(out, line(words(out.empty() ? "" : " @ "), commit(run)));
  if (!out.empty() && !run.target_branch.empty()) append(out, line(words(" → "), code(run.target_branch)));
  return out;
}

std::string still_running(const Facts& facts) {
  if (facts.running == 0) return {};
  return fmt::format(" {} still running; the next run picks {} up.",
                     facts.running == 1 ? "1 pipeline is" : number(facts.running) + " pipelines are",
                     facts.running == 1 ? "it" : "them");
}

std::string what_to_fix(const Facts& facts) {
  if (facts.red.empty()) return {};
  if (facts.awaiting == facts.red.size()) return " Give the approval, then run it again.";
  const std::string which = facts.red.size() == 1 ? "repository" : counted(facts.red.size(), "repository");
  return fmt::format(" Fix the {} below, push, and run it again.", which);
}

Line written_to_git(const Run& run) {
  std::vector<Line> parts;
  for (const auto& what : run.published) parts.push_back(line(plain(what)));
  return parts.empty() ? Line{} : line(words(" Written to git: "), joined(parts, ", "), words("."));
}

Line dry_run_world(const Run& run, const Facts& facts) {
  switch (run.state) {
    case RunState::running: return line(words("A dry run publishes nothing and makes no tag."));
    case RunState::failed:
    case RunState::cancelled:
      return line(words("Nothing was published and no tag was made." + what_to_fix(facts) + still_running(facts)));
    case RunState::passed: break;
  }
  const Piece begin = words("Nothing was published and no tag was made. ");
  if (facts.total == 0) return line(words("Nothing was published and no tag was made."));
  if (!run.target_branch.empty()) {
    return line(begin, words("Merging into "), code(run.target_branch), words(" releases "), plain(run.version),
                words("."));
  }
  return line(begin, words("The real release is "), code("release-action release --dry-run=false"), words("."));
}

Line release_world(const Run& run, const Facts& facts) {
  if (run.state == RunState::running) {
    return line(words("Each component that passes is recorded as released at once."), written_to_git(run));
  }
  if (run.state == RunState::passed) {
    const std::string all = facts.total == 0   ? "There was nothing to release."
                            : facts.total == 1 ? "The component is released."
                                               : "All " + counted(facts.total, "component") + " are released.";
    return line(words(all), written_to_git(run));
  }
  const std::string so_far =
      facts.passed == 0 ? "No component was released."
                        : fmt::format("{} released and recorded; the product is not released yet.",
                                      facts.passed == 1 ? "1 component is" : number(facts.passed) + " components are");
  const std::string next = facts.red.empty() ? " Run the release again: it goes on with what is left."
                                             : what_to_fix(facts) + " It goes on with what is left.";
  return line(words(so_far), written_to_git(run), words(next + still_running(facts)));
}

}  // namespace

Line verdict_words(const Run& run, const Facts& facts) {
  const bool dry = run.mode == Mode::dry_run;
  const Line what = line(words(dry ? "Dry run of " : "Release of "), title(run));
  switch (run.state) {
    case RunState::running:
      return line(what, words(fmt::format(": {} of {} done, {} failed", number(facts.done()), number(facts.total),
                                          number(facts.red.size()))));
    case RunState::failed: return line(what, words(" failed — " + how_it_failed(facts)));
    case RunState::cancelled:
      return line(what, words(fmt::format(" was cancelled: {} of {} done, {} failed", number(facts.done()),
                                          counted(facts.total, "pipeline"), number(facts.red.size()))));
    case RunState::passed: break;
  }
  const std::string all = facts.total == 0 ? "nothing to release" : of_all(facts.passed, facts);
  return line(what, words((dry ? " passed: " : " is done: ") + all));
}

Line verdict_line(const Run& run, const Facts& facts) {
  return line(words(fmt::format("{} ", symbol(run.state))), verdict_words(run, facts));
}

Line numbers_line(const Run& run, const Facts& facts) {
  std::vector<Line> parts;
  const auto add = [&](std::size_t n, std::string_view what, bool bold = false) {
    if (n > 0) parts.push_back(line(words(fmt::format("{} {}", number(n), what), bold)));
  };
  add(facts.failed, "failed", true);
  add(facts.cancelled, "cancelled", true);
  const bool green = run.state == RunState::passed;
  if (facts.passed > 0) {
    parts.push_back(line(words(number(facts.passed) + " passed", green)));
    if (facts.retried > 0) append(parts.back(), words(fmt::format(" ({} after a retry)", number(facts.retried))));
  }
  add(facts.running, run.state == RunState::running ? "running" : "still running");
  add(facts.not_started, "not started");
  const std::string took = time_between(run.started_at, run.finished_at);
  const std::string since = minute_utc(run.started_at);
  if (!took.empty()) parts.push_back(line(words(took)));
  if (took.empty() && !since.empty()) parts.push_back(line(words("started " + since)));
  parts.push_back(from_what_to_what(run));
  return joined(parts, " · ");
}

Line world_line(const Run& run, const Facts& facts) {
  return run.mode == Mode::dry_run ? dry_run_world(run, facts) : release_world(run, facts);
}

}  // namespace ra::report
