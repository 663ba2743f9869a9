#include "cli/release_notices.hpp"

#include "base/time.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

namespace {

std::vector<notify::ReleasedPart> parts_of(const model::Run& run) {
  std::vector<notify::ReleasedPart> parts;
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) parts.push_back({set.index, pipeline.component, pipeline.version});
  }
  return parts;
}

// "a 1.0.0, b 1.1.0 → c 2.0.0": the sets one after the other.
std::string bill_of_materials(const model::Run& run) {
  std::string text;
  for (const auto& set : run.sets) {
    std::string of_set;
    for (const auto& pipeline : set.pipelines)
      of_set += fmt::format("{}{} {}", of_set.empty() ? "" : ", ", pipeline.component, pipeline.version);
    if (!of_set.empty()) text += (text.empty() ? "" : " → ") + of_set;
  }
  return text;
}

const model::PipelineRun* first_failed(const model::Run& run) {
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      if (pipeline.state == model::PipelineState::failed) return &pipeline;
    }
  }
  return nullptr;
}

// The workflow that waits until somebody lets it through.
const model::PipelineRun* first_on_hold(const model::Run& run) {
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      const bool holds = std::ranges::any_of(pipeline.workflows, [](const auto& w) { return w.status == "on_hold"; });
      if (holds && pipeline.state == model::PipelineState::running) return &pipeline;
    }
  }
  return nullptr;
}

std::string counts_of(const model::Run& run) {
  std::size_t passed = 0;
  std::size_t all = 0;
  for (const auto& set : run.sets) {
    for (const auto& pipeline : set.pipelines) {
      ++all;
      passed += pipeline.state == model::PipelineState::passed ? 1 : 0;
    }
  }
  return fmt::format("{} of {} pipelines passed", passed, all);
}

}  // namespace

void ReleaseNotices::tell(const model::Run& run, model::Moment moment, const std::string& message,
                          const std::string& link) {
  notify::Event event;
  event.moment = moment;
  event.at = format_utc(clock_.wall());
  event.product = run.product;
  event.version = run.version;
  event.stage = "release";
  event.message = redact_(message);
  event.link = link.empty() ? notices_->link() : link;
  if (moment == model::Moment::begin) event.components = parts_of(run);
  notices_->tell(event);
}

void ReleaseNotices::look(const model::Run& run) {
  if (run.sets.empty()) return;
  if (!begun_) tell(run, model::Moment::begin, bill_of_materials(run), {});
  begun_ = true;
  const auto* failed = first_failed(run);
  if (failed != nullptr && !failed_) {
    failed_ = true;
    tell(run, model::Moment::failed, fmt::format("{}: {}", failed->component, failed->why), failed->http_link);
  }
  const auto* held = first_on_hold(run);
  if (held != nullptr && !waited_) {
    waited_ = true;
    tell(run, model::Moment::waiting, fmt::format("{} needs an approval", held->component), held->http_link);
  }
}

boost::asio::awaitable<void> ReleaseNotices::end(const model::Run& run) {
  look(run);
  const bool passed = run.state == model::RunState::passed;
  const std::string message = run.error.empty() ? counts_of(run) : run.error;
  tell(run, passed ? model::Moment::done : model::Moment::failed, message, {});
  return notices_->flush();
}

Result<std::unique_ptr<ReleaseNotices>> make_release_notices(Shell& shell, const model::Config& config,
                                                             model::Mode mode, const Clock& clock,
                                                             boost::asio::any_io_executor executor) {
  std::unique_ptr<ReleaseNotices> none;
  if (mode == model::Mode::dry_run || config.notify.empty()) return none;
  RA_TRY_ASSIGN(auto destinations, notice_destinations(shell, config));
  if (destinations.empty()) return none;
  auto notices = std::make_unique<Notices>(shell, std::move(destinations), clock, std::move(executor));
  return std::make_unique<ReleaseNotices>(std::move(notices), shell.output.redact(), clock);
}

}  // namespace ra::cli
