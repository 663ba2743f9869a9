#include "cli/stage.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"
#include "cli/inputs.hpp"
#include "cli/stage_approvers.hpp"
#include "cli/stage_notices.hpp"
#include "stage/status.hpp"

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace ra::cli {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> with_delivery(Shell& shell, Versions versions, DeliveryOptions options, const Work& work,
                                    Result<int>& result) {
  DeliveryBench bench;
  const auto opened = co_await open_delivery(shell, bench, std::move(versions), std::move(options));
  if (!opened) {
    result = opened.error();
    co_return;
  }
  result = co_await work(bench);
}

}  // namespace

Result<int> deliver(Shell& shell, const DeliveryOptions& options, bool shows, const Work& work) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(Versions versions, read_versions(shell, config, options.versions));
  if (std::ranges::none_of(versions.plan.components, &versioning::Planned::changes)) {
    shell.log.info("there is nothing to release: nothing that counts has changed");
    if (shows || shell.globals.json) show_stages(shell, stage::completed({}, stage::all_stages()));
    return 0;
  }
  Result<int> result = 0;
  run_coroutine(with_delivery(shell, std::move(versions), options, work, result));
  return result;
}

void show_stages(Shell& shell, const std::vector<stage::Record>& records) {
  shell.output.result(shell.globals.json ? json::dump_pretty(stage::status_json(records))
                                         : stage::status_text(records));
}

asio::awaitable<Result<int>> show_records(Shell& shell, DeliveryBench& bench) {
  show_stages(shell, bench.records());
  co_return 0;
}

Result<int> run_stages_of(Shell& shell, const DeliveryOptions& options) {
  const Work work = [&shell, &options](DeliveryBench& bench) -> asio::awaitable<Result<int>> {
    if (!shell.globals.plan) return run_delivery(shell, bench, options.run);
    return show_records(shell, bench);
  };
  return deliver(shell, options, false, work);
}

asio::awaitable<Result<int>> run_delivery(Shell& shell, DeliveryBench& bench, stage::RunOptions options) {
  if (!options.dry_run) {
    auto pushed = co_await on_the_branch(*bench.context);
    RA_CO_TRY(std::move(pushed));
  }
  const auto executor = co_await asio::this_coro::executor;
  RA_CO_TRY_ASSIGN(const auto notices, make_stage_notices(shell, bench, executor));
  const stage::Approvers approvers = make_approvers(shell, bench, executor);
  const stage::Observer tell = [&shell, &notices](const stage::Record& record) {
    shell.log.info("{} {}{}", record.stage, stage::to_string(record.state),
                   record.note.empty() ? "" : ": " + record.note);
    notices->tell(record);
  };
  const auto delivery =
      co_await stage::run_stages(*bench.context, *bench.journal, bench.stages, approvers, options, bench.clock, tell);
  co_await notices->flush();
  show_stages(shell, stage::completed(delivery.records, bench.stages));
  if (delivery.error) co_return *delivery.error;
  co_return 0;
}

}  // namespace ra::cli
