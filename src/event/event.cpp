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

}  // namespace ra::event
