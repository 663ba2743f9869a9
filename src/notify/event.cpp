#include "notify/event.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::notify {

namespace {

constexpr std::array<std::string_view, 9> moment_words{"begin",     "done",      "failed",  "waiting", "published",
                                                       "validated", "certified", "revoked", "deployed"};
constexpr std::array<std::string_view, 9> moment_signs{"▸", "✓", "✗", "…", "▸", "✓", "✓", "✗", "✓"};
constexpr std::array<std::string_view, 4> moment_verbs{"begins", "is done", "failed", "waits"};
constexpr std::size_t most_of_a_line = 400;

bool has_outcome(model::Moment moment) {
  return moment == model::Moment::validated || moment == model::Moment::deployed;
}

// "publish is done", "not OK, says blue-1", "deployed to demo".
std::string what_happened(const Event& event) {
  const std::string by = event.by.empty() ? "" : " by " + event.by;
  switch (event.moment) {
    case model::Moment::published:
    case model::Moment::certified:
    case model::Moment::revoked: return fmt::format("{}{}", to_string(event.moment), by);
    case model::Moment::validated: return fmt::format("{}, says {}", event.ok ? "OK" : "not OK", event.by);
    case model::Moment::deployed:
      if (event.returned_to.empty()) return fmt::format("{}deployed to {}", event.ok ? "" : "not ", event.environment);
      return fmt::format("not deployed to {}, {} is there again", event.environment, event.returned_to);
    default: break;
  }
  return fmt::format("{} {}", event.stage, moment_verbs.at(static_cast<std::size_t>(event.moment)));
}

}  // namespace

std::string_view to_string(model::Moment moment) { return moment_words.at(static_cast<std::size_t>(moment)); }

json::Value to_json(const Event& event) {
  auto value = json::Value::object();
  value.set("schema", "release-action/event/1").set("event", to_string(event.moment)).set("at", event.at);
  value.set("product", event.product).set("version", event.version).set("stage", event.stage);
  if (!event.message.empty()) value.set("message", event.message);
  if (!event.digest.empty()) value.set("digest", event.digest);
  if (!event.link.empty()) value.set("link", event.link);
  if (has_outcome(event.moment)) value.set("ok", event.ok);
  if (!event.by.empty()) value.set("by", event.by);
  if (!event.environment.empty()) value.set("environment", event.environment);
  if (!event.returned_to.empty()) value.set("returned_to", event.returned_to);
  if (event.components.empty()) return value;
  auto components = json::Value::array();
  for (const auto& part : event.components) {
    auto one = json::Value::object();
    one.set("set", part.set).set("component", part.component).set("version", part.version);
    components.push(std::move(one));
  }
  value.set("components", std::move(components));
  return value;
}

std::optional<Event> event_of_json(const json::Value& value) {
  const auto word = std::ranges::find(moment_words, std::string_view{value["event"].as_string()});
  if (word == moment_words.end()) return std::nullopt;
  Event event;
  event.moment = static_cast<model::Moment>(word - moment_words.begin());
  event.at = value["at"].as_string();
  event.product = value["product"].as_string();
  event.version = value["version"].as_string();
  event.stage = value["stage"].as_string();
  event.message = value["message"].as_string();
  event.digest = value["digest"].as_string();
  event.link = value["link"].as_string();
  event.ok = value["ok"].as_bool(true);
  event.by = value["by"].as_string();
  event.environment = value["environment"].as_string();
  event.returned_to = value["returned_to"].as_string();
  for (const auto& one : value["components"].items()) {
    event.components.push_back(
        {static_cast<std::size_t>(one["set"].as_int()), one["component"].as_string(), one["version"].as_string()});
  }
  return event;
}

std::string line_of(const Event& event) {
  const auto sign = moment_signs.at(static_cast<std::size_t>(event.failed() ? model::Moment::failed : event.moment));
  const std::string line = fmt::format("{} {} {}: {}{}{}", sign, event.product, event.version, what_happened(event),
                                       event.message.empty() ? "" : ": ", event.message);
  return one_line(line, most_of_a_line);
}

}  // namespace ra::notify
