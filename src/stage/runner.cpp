#include "stage/runner.hpp"

#include "base/try.hpp"
#include "stage/approval.hpp"

#include <fmt/format.h>

#include <utility>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

class Runner {
 public:
  Runner(Context& context, Journal& journal, const RunOptions& options, const Clock& clock, const Observer& observer)
      : context_{context}, journal_{journal}, options_{options}, clock_{clock}, observer_{observer} {}

  asio::awaitable<Result<>> step(const Stage& stage, bool before_first) {
    const std::string name{stage.name()};
    Record record{.stage = name, .inputs = stage.inputs(context_)};
    if (options_.skip.contains(name)) {
      record.note = "skipped";
      records.push_back(record);
      co_return Result<>{};
    }
    auto found = co_await found_done(stage, record.inputs);
    RA_CO_TRY_ASSIGN(const Answer done, std::move(found));
    if (done == Answer::yes) {
      record = *journal_.record(name);
      record.note = "nothing to do: what it made is there";
    } else if (before_first) {
      co_return error(Errc::usage, fmt::format("{} has not been done for this version", name),
                      "leave --from out, or begin with it");
    } else {
      auto ran = co_await run(stage, record);
      if (!ran) records.push_back(record);
      RA_CO_TRY(std::move(ran));
    }
    if (const auto commit = record.outputs.find("commit"); commit != record.outputs.end())
      context_.tip = commit->second;
    const auto& config = context_.config.stages;
    if (!options_.dry_run) {
      if (auto e = missing(approval_after(config.phase, name, record.outputs), journal_.approval(name), name)) {
        record.note = e->message;
        Record waiting = record;
        waiting.state = State::waiting;
        observer_(waiting);
        records.push_back(waiting);
        co_return *e;
      }
    }
    records.push_back(record);
    co_return Result<>{};
  }

  std::vector<Record> records;

 private:
  asio::awaitable<Result<Answer>> found_done(const Stage& stage, const Facts& inputs) {
    const Record* before = journal_.record(std::string{stage.name()});
    if (before == nullptr || before->state != State::done || before->inputs != inputs) co_return Answer::no;
    auto verified = co_await stage.verify(context_, before->outputs);
    co_return verified;
  }

  asio::awaitable<Result<>> run(const Stage& stage, Record& record) {
    const Approval* approval = journal_.approval(record.stage);
    if (!options_.dry_run) {
      if (auto e = missing(approval_before(context_.config.stages.phase, record.stage, record.inputs), approval,
                           record.stage)) {
        auto told = co_await set(record, State::waiting, e->message);
        RA_CO_TRY(std::move(told));
        co_return *e;
      }
    }
    if (approval != nullptr) record.approval = *approval;
    const std::string nothing;
    record.started_at = format_utc(clock_.wall());
    auto begun = co_await set(record, State::running, nothing);
    RA_CO_TRY(std::move(begun));
    auto outputs = co_await stage.run(context_);
    record.finished_at = format_utc(clock_.wall());
    record.findings = std::exchange(context_.findings, {});
    if (!outputs) {
      const State state = outputs.error().code == Errc::approval ? State::waiting : State::failed;
      // Why it failed is worth more than that this could not be recorded.
      const auto told = co_await set(record, state, outputs.error().message);
      if (!told) context_.log.warning("{} could not be recorded: {}", record.stage, told.error().message);
      co_return with_context(outputs.error(), record.stage);
    }
    record.outputs = *std::move(outputs);
    auto ended = co_await set(record, State::done, nothing);
    co_return ended;
  }

  asio::awaitable<Result<>> set(Record& record, State state, std::string note) {
    record.state = state;
    record.note = std::move(note);
    auto written = co_await journal_.write(record);
    RA_CO_TRY(std::move(written));
    observer_(record);
    co_return Result<>{};
  }

  Context& context_;
  Journal& journal_;
  const RunOptions& options_;
  const Clock& clock_;
  const Observer& observer_;
};

}  // namespace

asio::awaitable<Delivery> run_stages(Context& context, Journal& journal,
                                     const std::vector<std::unique_ptr<Stage>>& stages, RunOptions options,
                                     const Clock& clock, Observer observer) {
  Runner runner{context, journal, options, clock, observer};
  Delivery delivery;
  bool before_first = !options.from.empty();
  for (const auto& stage : stages) {
    if (stage->name() == options.from) before_first = false;
    const auto stepped = co_await runner.step(*stage, before_first);
    if (!stepped) {
      delivery.error = stepped.error();
      break;
    }
    if (stage->name() == options.until) break;
  }
  delivery.records = std::move(runner.records);
  co_return delivery;
}

}  // namespace ra::stage
