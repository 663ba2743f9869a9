#include "cli/deploy_run.hpp"

namespace ra::cli {

std::vector<notify::Event> deployment_events(const Shell& shell, const std::vector<deploy::Outcome>& outcomes,
                                             const std::string& product, WallTime now) {
  using State = deploy::Outcome::State;
  std::vector<notify::Event> events;
  for (const auto& outcome : outcomes) {
    const bool ended = outcome.state == State::deployed || outcome.state == State::returned || outcome.error;
    if (!ended) continue;
    notify::Event event;
    event.moment = model::Moment::deployed;
    event.at = format_utc(now);
    event.product = product.empty() ? outcome.name : product;
    event.version = outcome.version;
    event.stage = "deploy";
    event.environment = outcome.environment;
    event.ok = !outcome.error;
    event.message =
        outcome.name + ": " + (event.ok ? deploy::change_text(outcome) : shell.output.redact()(outcome.note));
    if (outcome.state == State::returned) event.returned_to = outcome.after;
    event.link = outcome.url;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace ra::cli
