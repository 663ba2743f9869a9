// What came of the pipelines of a set: shown, written down, and explained for the report.
#include "base/parallel.hpp"
#include "orchestrate/set_runner.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

constexpr std::size_t inspections_at_once = 10;

}  // namespace

void SetRunner::adopt(std::size_t i, const ci::PipelineRef& pipeline, const std::string& note) {
  SetItem& item = items_[i];
  Event event;
  event.kind = EventKind::triggered;
  event.component = item.job.component;
  event.pipeline = pipeline;
  event.note = note;
  if (auto written = context_.ledger.append(std::move(event)); !written) fatal(written.error());
  item.history.pipeline = pipeline;
  item.history.known.insert(pipeline.id);
  item.view->pipeline_guid = pipeline.id;
  item.view->number = pipeline.number;
  item.view->http_link = pipeline.http_link;
  item.view->created_at = pipeline.created_at;
  item.view->state = model::PipelineState::running;
  since_[i] = context_.clock.steady();
  trouble_since_[i].reset();
  scheduler_.triggered(i, context_.clock.steady());
  context_.changed();
}

// Shows what was seen and, when it is final, writes it down.
void SetRunner::conclude(std::size_t i, const ci::Observation* seen, const ci::Verdict& verdict) {
  SetItem& item = items_[i];
  model::PipelineRun& view = *item.view;
  if (!verdict.warning.empty() && warned_.insert(view.component + verdict.warning).second) {
    context_.log.warning("{}: {}", view.component, verdict.warning);
  }
  if (seen != nullptr) {
    view.workflows.clear();
    for (const auto& workflow : seen->workflows) {
      model::WorkflowRun shown;
      shown.id = workflow.id;
      shown.name = workflow.name;
      shown.status = workflow.status;
      shown.created_at = workflow.created_at;
      shown.stopped_at = workflow.stopped_at;
      view.workflows.push_back(std::move(shown));
      view.stopped_at = std::max(view.stopped_at, workflow.stopped_at);
    }
  }
  if (verdict.kind == ci::Verdict::Kind::running) {
    view.stopped_at.clear();
    return;
  }
  view.state = verdict.state;
  view.why = verdict.why;
  view.retried = verdict.retried;
  if (view.stopped_at.empty()) view.stopped_at = format_utc(context_.clock.wall());
  Event event;
  event.kind = EventKind::finished;
  event.component = view.component;
  event.state = model::to_string(view.state);
  event.why = view.why;
  event.retried = view.retried;
  event.stopped_at = view.stopped_at;
  if (seen != nullptr) event.commit = seen->revision;
  if (auto written = context_.ledger.append(std::move(event)); !written) fatal(written.error());
  context_.changed();
}

void SetRunner::fail(std::size_t i, const std::string& why) {
  ci::Verdict verdict;
  verdict.kind = ci::Verdict::Kind::failed;
  verdict.state = model::PipelineState::failed;
  verdict.why = why;
  conclude(i, nullptr, verdict);
  scheduler_.refused(i);
}

asio::awaitable<void> SetRunner::inspect() {
  const EachOne look = [this](std::size_t i) { return look_once_more(i); };
  co_await in_parallel(items_.size(), inspections_at_once, look);
  context_.changed();
}

asio::awaitable<void> SetRunner::look_once_more(std::size_t i) {
  SetItem& item = items_[i];
  if (item.view->pipeline_guid.empty()) co_return;
  // What ended between the last poll and now is not lost.
  if (item.view->state == model::PipelineState::running) {
    const auto seen = co_await context_.provider.observe(item.job, item.history.pipeline);
    if (seen) {
      const auto waited = std::chrono::duration_cast<Duration>(context_.clock.steady() - since_[i]);
      const auto policy = verdict_policy_of(context_.config.ci);
      conclude(i, &*seen, ci::judge(*seen, policy, waited, context_.clock.wall()));
    }
  }
  auto workflows = co_await context_.provider.inspect(item.job, item.history.pipeline);
  if (workflows) {
    item.view->workflows = *std::move(workflows);
  } else {
    context_.log.debug("{}: no details: {}", item.job.component, workflows.error().message);
  }
}

}  // namespace ra::orchestrate
