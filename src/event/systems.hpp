#pragma once

#include "event/event.hpp"

// One file for each CI system that has events. Adding one: its file, a line here and in event.cpp.
namespace ra::event {

Result<std::optional<Event>> read_github_actions(const Environment& environment);
Result<std::optional<Event>> read_circleci(const Environment& environment);

// Digits, or 0.
std::int64_t number_of(const std::string& text);

}  // namespace ra::event
