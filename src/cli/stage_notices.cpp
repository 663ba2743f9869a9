#include "cli/stage_notices.hpp"

#include "base/try.hpp"
#include "stage/approval.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

namespace {

model::Moment moment_of(stage::State state) {
  switch (state) {
    case stage::State::done: return model::Moment::done;
    case stage::State::failed: return model::Moment::failed;
    case stage::State::waiting: return model::Moment::waiting;
    case stage::State::running:
    case stage::State::pending: break;
  }
  return model::Moment::begin;
}

// Of a component that is delivered alone its name.
std::string product_of(const DeliveryBench& bench) {
  if (!bench.config.product.empty()) return bench.config.product;
  const auto& components = bench.context->plan.components;
  return components.size() == 1 ? components.front().name : "delivery";
}

}  // namespace

StageNotices::StageNotices(Shell& shell, const DeliveryBench& bench, std::vector<notify::Destination> destinations,
                           boost::asio::any_io_executor executor)
    : shell_{shell}, bench_{bench}, notices_{shell, std::move(destinations), bench.clock, std::move(executor)} {}

notify::Event StageNotices::event_of(const stage::Record& record) const {
  const auto& redact = shell_.output.redact();
  notify::Event event;
  event.moment = moment_of(record.state);
  event.at = format_utc(bench_.clock.wall());
  event.product = product_of(bench_);
  event.version = bench_.context->version;
  event.stage = record.stage;
  event.message = redact(record.note);
  event.link = notices_.link();
  if (record.state != stage::State::waiting || record.approval) return event;
  event.digest = stage::asked_for(bench_.config.stages.phase, record);
  if (!event.digest.empty()) event.message += ": " + stage::command_to_approve(record.stage, event.digest);
  return event;
}

void StageNotices::tell(const stage::Record& record) {
  if (bench_.context->dry_run) return;
  notices_.tell(event_of(record));
}

Result<std::unique_ptr<StageNotices>> make_stage_notices(Shell& shell, const DeliveryBench& bench,
                                                         boost::asio::any_io_executor executor) {
  const auto& notices = bench.config.notify;
  RA_TRY_ASSIGN(auto destinations, notice_destinations(shell, bench.config));
  if (bench.context->dry_run && !notices.empty()) shell.log.debug("notify: nobody is told of a dry run");
  return std::make_unique<StageNotices>(shell, bench, std::move(destinations), std::move(executor));
}

}  // namespace ra::cli
