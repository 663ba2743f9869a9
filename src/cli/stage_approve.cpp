#include "cli/stage.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "stage/approval.hpp"

#include <fmt/format.h>

namespace ra::cli {

namespace asio = boost::asio;

asio::awaitable<Result<int>> approve_stage(Shell& shell, DeliveryBench& bench, std::string stage, std::string digest) {
  const stage::Record* record = bench.journal->record(stage);
  if (record == nullptr) {
    co_return error(Errc::not_found, fmt::format("{} does not wait for anything yet", stage),
                    "release-action stage status shows what does");
  }
  const auto phase = bench.config.stages.phase;
  const std::string asked = stage::asked_for(phase, *record);
  if (asked.empty())
    co_return error(Errc::usage, fmt::format("{} needs no approval in phase {}", stage, static_cast<int>(phase)),
                    "release-action stage status shows what does");
  if (!stage::names(digest, asked)) {
    co_return error(Errc::conflict, fmt::format("{} would be {} now, not {}", stage, asked, one_line(digest, 80)),
                    "look at what has changed, then approve that");
  }
  const git::Identity& who = bench.context->who;
  const stage::Approval approval{fmt::format("{} <{}>", who.name, who.email), asked, format_utc(bench.clock.wall())};
  auto written = co_await bench.journal->approve(stage, approval);
  RA_CO_TRY(std::move(written));
  shell.log.info("{} is approved by {}: run `release-action stage run` to go on", stage, approval.by);
  co_return 0;
}

}  // namespace ra::cli
