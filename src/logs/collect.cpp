#include "logs/collect.hpp"

#include "base/parallel.hpp"
#include "base/try.hpp"
#include "ci/verdict.hpp"
#include "logs/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::logs {

namespace {

// 02-gravitee-gateway-1b2c3d4e: in the order of the release, and one for each pipeline.
std::string piece_name(const Labels& labels) {
  return as_file_name(
      fmt::format("{:02}-{}-{}", labels.set.value_or(0), labels.component, id_of(labels.pipeline_guid).substr(0, 8)));
}

class Collection {
 public:
  Collection(CollectTools& tools, const fs::path& folder, RunLogs& run) : tools_{tools}, folder_{folder}, run_{run} {}

  asio::awaitable<void> one(Wanted wanted) {
    const Execution* known = find(wanted.pipeline.id);
    if (known != nullptr && known->collected) {
      ++result.known;
      co_return;
    }
    const auto done = co_await read(std::move(wanted));
    if (!done) result.errors.push_back(done.error());
  }

  Collected result;

 private:
  Execution* find(const std::string& guid) {
    const auto found =
        std::ranges::find_if(run_.executions, [&](const auto& e) { return e.labels.pipeline_guid == guid; });
    return found == run_.executions.end() ? nullptr : &*found;
  }

  asio::awaitable<Result<>> read(Wanted wanted) {
    Execution& execution = wanted.execution;
    auto seen = co_await tools_.provider.observe(wanted.job, wanted.pipeline);
    if (!seen) co_return with_context(std::move(seen).error(), "the logs of " + execution.labels.component);
    const auto verdict = ci::judge(*seen, {}, Duration{0}, tools_.clock.wall());
    if (verdict.kind == ci::Verdict::Kind::running) {
      tools_.log.warning("{} is still running: its logs are collected another time", execution.labels.component);
      ++result.running;
      co_return Result<>{};
    }
    Pieces pieces{folder_, piece_name(execution.labels), tools_.workers};
    StepRecords records{execution.labels, execution.created_at, tools_.redaction, pieces};
    auto done = co_await tools_.provider.read_logs(wanted.job, wanted.pipeline, records);
    if (done) done = records.finish();
    if (!done) co_return with_context(std::move(done).error(), "the logs of " + execution.labels.component);
    if (records.not_whole() > 0)
      tools_.log.warning("{}: {} of its logs cannot be had as a whole: what is kept says which and why",
                         execution.labels.component, records.not_whole());
    RA_CO_TRY_ASSIGN(execution.pieces, pieces.finish());
    execution.collected = true;
    execution.lines = records.lines();
    execution.bytes = records.read();
    if (execution.state.empty()) execution.state = std::string{model::to_string(verdict.state)};
    if (execution.jobs.empty()) add_jobs(execution, records);
    ++result.pipelines;
    result.bytes += execution.bytes;
    result.lines += execution.lines;
    tools_.log.debug("{}: {} lines in {} pieces", execution.labels.component, execution.lines, execution.pieces.size());
    co_return note(std::move(execution));
  }

  static void add_jobs(Execution& execution, const StepRecords& records) {
    for (const auto& job : records.jobs()) {
      JobSummary summary;
      summary.workflow = job.workflow;
      summary.name = job.name;
      summary.http_link = job.http_link;
      execution.jobs.push_back(std::move(summary));
    }
  }

  // In the order of the release, whichever is read first.
  Result<> note(Execution execution) {
    Execution* known = find(execution.labels.pipeline_guid);
    if (known != nullptr) {
      *known = std::move(execution);
    } else {
      run_.executions.push_back(std::move(execution));
    }
    std::ranges::stable_sort(run_.executions, {}, [](const Execution& e) {
      return std::tuple{e.labels.set.value_or(0), e.labels.component, e.created_at, e.labels.pipeline_guid};
    });
    return write_index(folder_, run_);
  }

  CollectTools& tools_;
  const fs::path& folder_;
  RunLogs& run_;
};

}  // namespace

asio::awaitable<Result<Collected>> collect(CollectTools tools, fs::path folder, RunLogs& run,
                                           std::vector<Wanted> wanted) {
  Collection collection{tools, folder, run};
  const EachOne each = [&collection, &wanted](std::size_t i) { return collection.one(wanted[i]); };
  co_await in_parallel(wanted.size(), tools.wide, each);
  co_return std::move(collection.result);
}

Result<> keep_own(const fs::path& folder, RunLogs& run, const std::string& name,
                  const std::vector<std::string>& records, archive::Workers& workers) {
  const auto of_name = [&](const PieceInfo& piece) { return piece.file.starts_with(name + "-"); };
  std::uint64_t lines = 0;
  for (const auto& piece : run.own) lines += of_name(piece) ? piece.lines : 0;
  if (lines == records.size()) return {};  // such records are added to, and never change
  Pieces pieces{folder, name, workers};
  for (const auto& record : records) RA_TRY(pieces.add(record));
  RA_TRY_ASSIGN(const auto made, pieces.finish());
  std::erase_if(run.own, of_name);
  run.own.insert(run.own.end(), made.begin(), made.end());
  std::ranges::sort(run.own, {}, &PieceInfo::file);
  return write_index(folder, run);
}

}  // namespace ra::logs
