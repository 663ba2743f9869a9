#include "stage/status.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::stage {

namespace {

json::Value object_of(const Facts& facts) {
  auto object = json::Value::object();
  for (const auto& [name, value] : facts) object.set(name, value);
  return object;
}

std::string_view sign_of(State state) {
  switch (state) {
    case State::done: return "✓";
    case State::failed: return "✗";
    case State::running: return "▸";
    case State::waiting: return "…";
    case State::pending: break;
  }
  return "·";
}

// Each with what to do about it and, of a command, what it said at last.
std::string findings_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    text +=
        fmt::format("    {}: {}\n", one_line(finding.check, 60), one_line(place_of(finding) + finding.message, 600));
    for (const auto line : lines(finding.output)) text += fmt::format("      | {}\n", one_line(line));
    if (!finding.hint.empty()) text += fmt::format("      → {}\n", one_line(finding.hint));
  }
  return text;
}

// What people ask first: which versions, tags and files came of it.
std::string gist_of(const Record& record) {
  if (!record.note.empty()) return record.note;
  std::string gist;
  for (const auto& [name, value] : record.outputs) {
    const auto colon = name.find(':');
    const std::string shown = colon == std::string::npos
                                  ? fmt::format("{} {}", name, value.substr(0, 12))
                                  : name.substr(colon + 1) + (name.starts_with("version:") ? " " + value : "");
    gist += (gist.empty() ? "" : ", ") + shown;
  }
  return gist;
}

}  // namespace

json::Value status_json(const std::vector<Record>& records) {
  auto list = json::Value::array();
  for (const auto& record : records) {
    auto one = json::Value::object();
    one.set("name", record.stage)
        .set("state", to_string(record.state))
        .set("inputs", object_of(record.inputs))
        .set("outputs", object_of(record.outputs));
    if (record.approval) one.set("approval", to_json(*record.approval));
    if (!record.note.empty()) one.set("note", record.note);
    if (!record.findings.empty()) one.set("findings", to_json(record.findings));
    list.push(std::move(one));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/stages/1").set("stages", std::move(list));
  return value;
}

std::string status_text(const std::vector<Record>& records) {
  std::string text;
  for (const auto& record : records) {
    text += fmt::format("{} {:<9} {:<8} {}\n", sign_of(record.state), record.stage, to_string(record.state),
                        one_line(gist_of(record), 160));
    text += findings_text(record.findings);
  }
  return text;
}

std::vector<Record> completed(std::vector<Record> records, const std::vector<std::unique_ptr<Stage>>& stages) {
  std::vector<Record> all;
  for (const auto& stage : stages) {
    const auto found = std::ranges::find(records, stage->name(), &Record::stage);
    if (found != records.end())
      all.push_back(std::move(*found));
    else
      all.push_back({.stage = std::string{stage->name()}});
  }
  return all;
}

}  // namespace ra::stage
