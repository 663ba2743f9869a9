#include "deploy/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::deploy {

namespace {

constexpr std::string_view record_schema = "release-action/deployment/1";

constexpr std::array<std::pair<Phase, std::string_view>, 6> phases{{{Phase::acting, "acting"},
                                                                    {Phase::checking, "checking"},
                                                                    {Phase::returning, "returning"},
                                                                    {Phase::done, "done"},
                                                                    {Phase::returned, "returned"},
                                                                    {Phase::failed, "failed"}}};

// Every text field with its key, so that writing and reading cannot drift apart.
template <class R>
auto record_texts(R& r) {
  return std::to_array<std::pair<std::string_view, decltype(&r.target)>>({{"target", &r.target},
                                                                          {"kind", &r.kind},
                                                                          {"environment", &r.environment},
                                                                          {"version", &r.version},
                                                                          {"attempt", &r.attempt},
                                                                          {"handle", &r.handle},
                                                                          {"started_at", &r.started_at},
                                                                          {"finished_at", &r.finished_at},
                                                                          {"by", &r.by},
                                                                          {"note", &r.note}});
}

json::Value state_json(const State& state) {
  auto value = json::Value::object();
  value.set("what", state.what);
  for (const auto& [key, text] : state.more) value.set("_" + key, text);
  return value;
}

State state_of(const json::Value& value) {
  State state;
  state.what = value["what"].as_string();
  for (const auto& member : value.members()) {
    if (member.key.starts_with('_')) state.more[member.key.substr(1)] = member.value.as_string();
  }
  return state;
}

}  // namespace

std::string_view to_string(Phase phase) {
  return std::ranges::find(phases, phase, &decltype(phases)::value_type::first)->second;
}

State last_known(const State& now, const Record* last) {
  if (last == nullptr) return now;
  const State& then = last->phase == Phase::done ? last->wanted : last->before;
  if (last->under_way() || !now.known()) return then;
  State state = now;
  if (state.more.empty() && then.what == now.what) state.more = then.more;
  return state;
}

json::Value to_json(const Record& record) {
  auto value = json::Value::object();
  value.set("schema", record_schema).set("phase", to_string(record.phase));
  for (const auto& [key, field] : record_texts(record)) {
    if (!field->empty()) value.set(std::string{key}, *field);
  }
  value.set("before", state_json(record.before)).set("found", state_json(record.found));
  value.set("wanted", state_json(record.wanted));
  return value;
}

Result<Record> record_of(std::string_view text, std::string_view file) {
  const auto value = json::parse(text);
  const auto phase =
      value ? std::ranges::find(phases, (*value)["phase"].as_string(), &decltype(phases)::value_type::second)
            : phases.end();
  if (!value || phase == phases.end() || (*value)["schema"].as_string() != record_schema) {
    return error(Errc::conflict, fmt::format("{} is no record of a deployment", file),
                 "it was cut short, edited, or written by a newer version: see what is there, then remove it");
  }
  Record record;
  for (const auto& [key, field] : record_texts(record)) *field = (*value)[key].as_string();
  record.phase = phase->first;
  record.before = state_of((*value)["before"]);
  record.found = state_of((*value)["found"]);
  record.wanted = state_of((*value)["wanted"]);
  return record;
}

}  // namespace ra::deploy
