#include "orchestrate/history.hpp"

namespace ra::orchestrate {

namespace {

using Phase = ComponentHistory::Phase;

model::RunState run_state(const std::string& text) {
  for (const auto state : {model::RunState::passed, model::RunState::failed, model::RunState::cancelled}) {
    if (text == model::to_string(state)) return state;
  }
  return model::RunState::running;
}

// A new attempt starts what failed again, and picks up what still ran when the last one ended.
void begin_attempt(History& history, bool last_was_killed) {
  for (auto& [name, component] : history.components) {
    if (component.phase == Phase::failed) component.phase = Phase::waiting;
    if (component.phase == Phase::triggered && !last_was_killed) component.from_ended_attempt = true;
  }
}

void apply(History& history, const Event& event) {
  switch (event.kind) {
    case EventKind::run_started:
      history = History{};
      history.run_id = event.run_id;
      history.product = event.product;
      history.version = event.version;
      history.mode = event.mode;
      return;
    case EventKind::attempt_started: {
      begin_attempt(history, history.attempt_open);
      model::Attempt attempt;
      attempt.number = event.attempt;
      attempt.started_at = event.at;
      attempt.note = event.note;
      history.attempts.push_back(std::move(attempt));
      history.attempt_open = true;
      history.passed = false;
      return;
    }
    case EventKind::intent: {
      auto& component = history.components[event.component];
      component.phase = Phase::intended;
      component.set = event.set;
      component.version = event.version;
      component.branch = event.branch;
      component.project = event.project;
      component.after_number = event.after_number;
      component.pipeline = {};
      component.why.clear();
      component.retried = false;
      component.from_ended_attempt = false;
      return;
    }
    case EventKind::triggered: {
      auto& component = history.components[event.component];
      component.phase = Phase::triggered;
      component.pipeline = event.pipeline;
      component.known.insert(event.pipeline.id);
      return;
    }
    case EventKind::finished: {
      auto& component = history.components[event.component];
      component.phase = event.state == model::to_string(model::PipelineState::passed) ? Phase::passed : Phase::failed;
      component.why = event.why;
      component.retried = event.retried;
      component.stopped_at = event.stopped_at;
      component.revision = event.commit;
      return;
    }
    case EventKind::persisted:
      for (const auto& name : event.components) history.components[name].persisted = true;
      return;
    case EventKind::published: history.published = true; return;
    case EventKind::attempt_finished:
      history.attempt_open = false;
      history.passed = event.state == model::to_string(model::RunState::passed);
      if (history.attempts.empty()) return;
      history.attempts.back().state = run_state(event.state);
      history.attempts.back().finished_at = event.at;
      history.attempts.back().note = event.note;
      return;
  }
}

}  // namespace

History replay(const std::vector<Event>& events) {
  History history;
  for (const auto& event : events) apply(history, event);
  return history;
}

}  // namespace ra::orchestrate
