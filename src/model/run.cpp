#include "model/run.hpp"

namespace ra::model {

std::string_view to_string(Mode mode) { return mode == Mode::dry_run ? "dry_run" : "release"; }

std::string_view to_string(RunState state) {
  switch (state) {
    case RunState::running: return "running";
    case RunState::passed: return "passed";
    case RunState::failed: return "failed";
    case RunState::cancelled: return "cancelled";
  }
  return "running";
}

std::string_view to_string(SetState state) {
  switch (state) {
    case SetState::not_started: return "not_started";
    case SetState::running: return "running";
    case SetState::passed: return "passed";
    case SetState::failed: return "failed";
  }
  return "not_started";
}

std::string_view to_string(PipelineState state) {
  switch (state) {
    case PipelineState::not_started: return "not_started";
    case PipelineState::running: return "running";
    case PipelineState::passed: return "passed";
    case PipelineState::failed: return "failed";
    case PipelineState::canceled: return "canceled";
  }
  return "not_started";
}

}  // namespace ra::model
