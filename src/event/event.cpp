#include "event/event.hpp"

#include "base/try.hpp"
#include "event/systems.hpp"

#include <charconv>

namespace ra::event {

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc{} && end == text.data() + text.size() && number > 0 ? number : 0;
}

Result<std::optional<Event>> read_event(const Environment& environment) {
  for (const auto& read : {read_github_actions, read_circleci}) {
    RA_TRY_ASSIGN(auto event, read(environment));
    if (event) return event;
  }
  return std::optional<Event>{};
}

std::vector<std::string> unset(const Environment& environment, std::initializer_list<const char*> names) {
  std::vector<std::string> missing;
  for (const char* name : names) {
    if (environment.get(name).empty()) missing.emplace_back(name);
  }
  return missing;
}

std::optional<Surroundings> surroundings(const Environment& environment) {
  for (const auto& look : {github_actions_surroundings, circleci_surroundings}) {
    if (auto found = look(environment)) return found;
  }
  return std::nullopt;
}

}  // namespace ra::event
