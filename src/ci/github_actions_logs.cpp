#include "ci/github_actions_logs.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <set>

namespace asio = boost::asio;

namespace ra::ci::github_actions {

namespace {

// What the runner writes before the output of a step that runs commands (actions/runner), after the line's time.
constexpr std::string_view step_begin = "##[group]Run ";
constexpr std::string_view group = "##[group]";
constexpr std::size_t time_width = 32;  // "2026-01-14T10:26:03.1234567Z " and a mark of byte order
constexpr std::size_t most_rest = std::size_t{64} << 10U;

// Where the next line begins that begins a step; npos when there is none.
std::size_t next_step(std::string_view text, std::size_t from) {
  for (auto at = text.find(step_begin, from); at != std::string_view::npos; at = text.find(step_begin, at + 1)) {
    const auto line_end = text.rfind('\n', at);
    const std::size_t begin = line_end == std::string_view::npos ? 0 : line_end + 1;
    if (at - begin <= time_width) return begin;
  }
  return std::string_view::npos;
}

std::string name_of_step(std::string_view line) {
  const std::string_view name = line.substr(line.find(step_begin) + group.size());
  return one_line(name.substr(0, name.find('\n')), 120);
}

class JobLog final : public LogBody {
 public:
  JobLog(LoggedStep job, LogVisitor& visitor) : splitter_{std::move(job), visitor} {}
  Result<> finish() { return splitter_.finish(); }

 private:
  Result<> take(std::string_view piece) override { return splitter_.feed(piece); }

  StepSplitter splitter_;
};

asio::awaitable<Result<>> read_job_log(github::Api& api, const Target& target, LoggedStep job, LogVisitor& visitor) {
  const std::string path = fmt::format("{}/actions/jobs/{}/logs", target.repository_path(), job.job_id);
  const std::string what = "log of job " + job.job_id;
  JobLog body{job, visitor};
  const auto answer = co_await api.stream(path, body, largest_log, log_timeout, what);
  if (!answer && is_missing(answer.error())) co_return visitor.missing(job, answer.error().message);
  if (!answer) co_return answer.error();
  co_return body.finish();
}

}  // namespace

Result<> StepSplitter::put(std::string_view text) {
  if (text.empty()) return {};
  if (!std::exchange(told_, true)) RA_TRY(visitor_.step(step_));
  return visitor_.text(text);
}

Result<> StepSplitter::whole_lines(std::string_view text) {
  std::size_t done = 0;
  for (auto at = next_step(text, 0); at != std::string_view::npos; at = next_step(text, done)) {
    RA_TRY(put(text.substr(done, at - done)));
    step_.name = name_of_step(text.substr(at));
    told_ = false;
    const auto line_end = text.find('\n', at);
    const std::size_t next = line_end == std::string_view::npos ? text.size() : line_end + 1;
    RA_TRY(put(text.substr(at, next - at)));
    done = next;
  }
  return put(text.substr(done));
}

Result<> StepSplitter::feed(std::string_view piece) {
  const auto last = piece.rfind('\n');
  if (last == std::string_view::npos) {
    rest_ += piece;
    if (rest_.size() < most_rest) return {};
    const std::string long_line = std::exchange(rest_, {});
    return whole_lines(long_line);
  }
  if (!rest_.empty()) {
    const auto first = piece.find('\n');
    rest_ += piece.substr(0, first + 1);
    const std::string line = std::exchange(rest_, {});
    RA_TRY(whole_lines(line));
    piece.remove_prefix(first + 1);
  }
  const auto end = piece.rfind('\n');
  const std::size_t whole = end == std::string_view::npos ? 0 : end + 1;
  RA_TRY(whole_lines(piece.substr(0, whole)));
  rest_ = piece.substr(whole);
  return {};
}

Result<> StepSplitter::finish() {
  const std::string line = std::exchange(rest_, {});
  return whole_lines(line);
}

asio::awaitable<Result<>> read_attempt_logs(github::Api& api, Target target, std::vector<Run> attempts,
                                            LogVisitor& visitor) {
  std::set<std::string> known;
  for (const Run& run : attempts) {
    const std::string of_run =
        fmt::format("{}/actions/runs/{}", target.repository_path(), http::percent_encode(run.ref.id));
    const bool newest = &run == &attempts.back();
    const std::string path = of_run + (newest ? "/jobs?filter=latest" : fmt::format("/attempts/{}/jobs", run.attempt));
    const std::string what = fmt::format("jobs of run {} of {}", run.ref.id, target.slug());
    const std::string member = "jobs";
    const auto items = co_await api.list(path, what, member);
    if (!items) co_return items.error();
    for (const auto& item : *items) {
      LoggedStep job;
      job.workflow = run.workflow.name;
      job.job = item["name"].as_string();
      job.job_id = item["id"].digits();
      job.job_link = item["html_url"].as_string();
      job.name = job.job;
      job.status = word_of(item["status"].as_string(), item["conclusion"].as_string());
      job.time = item["started_at"].as_string();
      job.dated = true;
      // Jobs that were skipped or waited for in vain have written nothing.
      const bool ran = item["status"].as_string() == "completed" && item["conclusion"].as_string() != "skipped";
      if (!ran || !known.insert(job.job_id).second) continue;
      RA_CO_TRY(co_await read_job_log(api, target, std::move(job), visitor));
    }
  }
  co_return Result<>{};
}

}  // namespace ra::ci::github_actions
