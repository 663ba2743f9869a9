#include "orchestrate/event.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::orchestrate {

namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 8> kinds{{
    {EventKind::run_started, "run_started"},
    {EventKind::attempt_started, "attempt_started"},
    {EventKind::intent, "intent"},
    {EventKind::triggered, "triggered"},
    {EventKind::finished, "finished"},
    {EventKind::persisted, "persisted"},
    {EventKind::published, "published"},
    {EventKind::attempt_finished, "attempt_finished"},
}};

std::string_view name_of(EventKind kind) {
  return std::ranges::find(kinds, kind, &decltype(kinds)::value_type::first)->second;
}

// Every text field with its key, so that writing and reading cannot drift apart.
template <class E>
auto texts(E& e) {
  return std::to_array<std::pair<std::string_view, decltype(&e.at)>>({
      {"at", &e.at},
      {"run_id", &e.run_id},
      {"product", &e.product},
      {"edition", &e.edition},
      {"version", &e.version},
      {"mode", &e.mode},
      {"component", &e.component},
      {"project", &e.project},
      {"branch", &e.branch},
      {"pipeline_guid", &e.pipeline.id},
      {"http_link", &e.pipeline.http_link},
      {"created_at", &e.pipeline.created_at},
      {"state", &e.state},
      {"why", &e.why},
      {"stopped_at", &e.stopped_at},
      {"commit", &e.commit},
      {"note", &e.note},
  });
}

std::optional<Event> from_json(const json::Value& value) {
  const auto kind = std::ranges::find(kinds, value["event"].as_string(), &decltype(kinds)::value_type::second);
  if (kind == kinds.end()) return std::nullopt;
  Event event;
  event.kind = kind->first;
  for (const auto& [key, field] : texts(event)) *field = value[key].as_string();
  event.attempt = static_cast<int>(value["attempt"].as_int());
  if (const auto* set = value.find("set")) event.set = static_cast<std::size_t>(set->as_int());
  event.after_number = value["after_number"].as_int();
  event.pipeline.number = value["number"].as_int();
  event.retried = value["retried"].as_bool();
  for (const auto& name : value["components"].items()) event.components.push_back(name.as_string());
  return event;
}

}  // namespace

std::string to_line(const Event& event) {
  auto value = json::Value::object();
  value.set("event", name_of(event.kind));
  for (const auto& [key, field] : texts(event)) {
    if (!field->empty()) value.set(std::string{key}, *field);
  }
  if (event.attempt > 0) value.set("attempt", event.attempt);
  if (event.set) value.set("set", *event.set);
  if (event.kind == EventKind::intent) value.set("after_number", event.after_number);
  if (event.pipeline.number > 0) value.set("number", event.pipeline.number);
  if (event.retried) value.set("retried", true);
  if (!event.components.empty()) {
    auto names = json::Value::array();
    for (const auto& name : event.components) names.push(name);
    value.set("components", std::move(names));
  }
  return json::dump(value) + "\n";
}

Result<std::vector<Event>> parse_ledger(std::string_view text) {
  std::vector<Event> events;
  const bool last_is_cut = !text.empty() && !text.ends_with('\n');
  const auto all = lines(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto parsed = json::parse(all[i]);
    auto event = parsed ? from_json(*parsed) : std::nullopt;
    if (event) {
      events.push_back(*std::move(event));
      continue;
    }
    if (last_is_cut && i + 1 == all.size()) break;
    return error(Errc::config, fmt::format("ledger.ndjson:{}: not an event that this version knows", i + 1),
                 "it was written by a newer version or changed by hand; --resume=no starts afresh");
  }
  return events;
}

}  // namespace ra::orchestrate
