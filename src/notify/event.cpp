#include "notify/event.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::notify {

namespace {

constexpr std::array<std::string_view, 4> moment_words{"begin", "done", "failed", "waiting"};
constexpr std::array<std::string_view, 4> moment_signs{"▸", "✓", "✗", "…"};
constexpr std::array<std::string_view, 4> moment_verbs{"begins", "is done", "failed", "waits"};
constexpr std::size_t most_of_a_line = 400;

}  // namespace

std::string_view to_string(model::Moment moment) { return moment_words.at(static_cast<std::size_t>(moment)); }

json::Value to_json(const Event& event) {
  auto value = json::Value::object();
  value.set("schema", "release-action/event/1").set("event", to_string(event.moment)).set("at", event.at);
  value.set("product", event.product).set("version", event.version).set("stage", event.stage);
  if (!event.message.empty()) value.set("message", event.message);
  if (!event.digest.empty()) value.set("digest", event.digest);
  if (!event.link.empty()) value.set("link", event.link);
  return value;
}

std::string line_of(const Event& event) {
  const auto moment = static_cast<std::size_t>(event.moment);
  const std::string line =
      fmt::format("{} {} {}: {} {}{}{}", moment_signs.at(moment), event.product, event.version, event.stage,
                  moment_verbs.at(moment), event.message.empty() ? "" : ": ", event.message);
  return one_line(line, most_of_a_line);
}

}  // namespace ra::notify
