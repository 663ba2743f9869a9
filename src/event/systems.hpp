#pragma once

#include "event/event.hpp"

#include <initializer_list>

// One file for each CI system that has events. Adding one: its file, a line here and in event.cpp.
namespace ra::event {

Result<std::optional<Event>> read_github_actions(const Environment& environment);
Result<std::optional<Event>> read_circleci(const Environment& environment);

std::optional<Surroundings> github_actions_surroundings(const Environment& environment);
std::optional<Surroundings> circleci_surroundings(const Environment& environment);

// Those of the names that are not set.
std::vector<std::string> unset(const Environment& environment, std::initializer_list<const char*> names);

// Digits, or 0.
std::int64_t number_of(const std::string& text);

}  // namespace ra::event
