#include "stage/runner.hpp"

#include "base/try.hpp"
#include "stage/approval.hpp"
#include "stage/asking.hpp"

#include <fmt/format.h>

#include <utility>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

class Runner {
 public:
  Runner(Context& context, Journal& journal, const Approvers& approvers, const RunOptions& options, const Clock& clock,
         const Observer& observer)
      : context_{context},
        journal_{journal},
        asking_{journal, approvers, clock, context.log},
        options_{options},
        clock_{clock},
        observer_{observer} {}

  asio::awaitable<Result<>> step(const Stage& stage, bool before_first) {
    const std::string name{stage.name()};
    told_.reset();
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
    auto kept = co_await keep_back(record);
    if (!kept) records.push_back(record);
    RA_CO_TRY(std::move(kept));
    records.push_back(record);
    co_return Result<>{};
  }

  // What stopped it before it had a record of its own.
  void tell_failure(const Stage& stage, const Error& e) {
    if (told_ == State::failed || told_ == State::waiting) return;
    tell({.stage = std::string{stage.name()}, .state = State::failed, .note = e.message});
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
    if (!options_.dry_run) {
      const std::string digest = approval_before(context_.config.stages.phase, record.stage, record.inputs);
      auto asked = co_await asking_.standing(record, digest, false);
      RA_CO_TRY_ASSIGN(const Standing standing, std::move(asked));
      if (!standing.approved) {
        auto told = co_await set(record, State::waiting, standing.lacking.message);
        RA_CO_TRY(std::move(told));
        co_return standing.lacking;
      }
    }
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

  // Until what it has made is approved, where that is asked for. It stays done: only who was asked is added.
  asio::awaitable<Result<>> keep_back(Record& record) {
    if (options_.dry_run) co_return Result<>{};
    const std::string digest = approval_after(context_.config.stages.phase, record.stage, record.outputs);
    if (digest.empty()) co_return Result<>{};
    const bool approved_before = record.approval && record.approval->digest == digest;
    if (!approved_before) record.approval.reset();
    auto asked = co_await asking_.standing(record, digest, true);
    RA_CO_TRY_ASSIGN(const Standing standing, std::move(asked));
    if (!approved_before) {
      Record done = record;
      done.note.clear();
      auto written = co_await journal_.write(done);
      RA_CO_TRY(std::move(written));
    }
    if (standing.approved) co_return Result<>{};
    record.state = State::waiting;
    record.note = standing.lacking.message;
    tell(record);
    co_return standing.lacking;
  }

  asio::awaitable<Result<>> set(Record& record, State state, std::string note) {
    record.state = state;
    record.note = std::move(note);
    auto written = co_await journal_.write(record);
    RA_CO_TRY(std::move(written));
    tell(record);
    co_return Result<>{};
  }

  void tell(const Record& record) {
    told_ = record.state;
    observer_(record);
  }

  Context& context_;
  Journal& journal_;
  Asking asking_;
  const RunOptions& options_;
  const Clock& clock_;
  const Observer& observer_;
  std::optional<State> told_;  // of the stage that is looked at
};

}  // namespace

asio::awaitable<Delivery> run_stages(Context& context, Journal& journal,
                                     const std::vector<std::unique_ptr<Stage>>& stages, const Approvers& approvers,
                                     RunOptions options, const Clock& clock, Observer observer) {
  Runner runner{context, journal, approvers, options, clock, observer};
  Delivery delivery;
  bool before_first = !options.from.empty();
  for (const auto& stage : stages) {
    if (stage->name() == options.from) before_first = false;
    const auto stepped = co_await runner.step(*stage, before_first);
    if (!stepped) {
      delivery.error = stepped.error();
      runner.tell_failure(*stage, stepped.error());
      break;
    }
    if (stage->name() == options.until) break;
  }
  delivery.records = std::move(runner.records);
  co_return delivery;
}

}  // namespace ra::stage
