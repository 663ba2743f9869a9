#include "stage/record.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::stage {

namespace {

constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
constexpr std::string_view predicate_type = "https://github.com/gravitee-io/release-action/stage/v1";
constexpr std::array<std::string_view, 5> state_words{"pending", "running", "waiting", "done", "failed"};

json::Value to_json(const Facts& facts) {
  auto object = json::Value::object();
  for (const auto& [name, value] : facts) object.set(name, value);
  return object;
}

Facts facts_of(const json::Value& object) {
  Facts facts;
  for (const auto& member : object.members()) facts[member.key] = member.value.as_string();
  return facts;
}

std::vector<Finding> findings_of(const json::Value& list) {
  std::vector<Finding> findings;
  for (const auto& one : list.items()) {
    const auto number = [&](const char* key) {
      return static_cast<std::size_t>(std::max<std::int64_t>(one[key].as_int(), 0));
    };
    findings.push_back({one["check"].as_string(), one["file"].as_string(), number("line"), number("column"),
                        one["message"].as_string(), one["hint"].as_string(), one["output"].as_string()});
  }
  return findings;
}

bool is_hex(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// in-toto's names of digests: a git commit, or the SHA-256 of a file.
json::Value subjects_of(const Facts& outputs) {
  auto list = json::Value::array();
  constexpr std::string_view sha256_prefix = "sha256:";
  for (const auto& [name, value] : outputs) {
    const bool commit = is_hex(value) && (value.size() == 40 || value.size() == 64);
    const bool file = value.starts_with(sha256_prefix);
    if (!commit && !file) continue;
    auto digest = json::Value::object();
    digest.set(commit ? "gitCommit" : "sha256", commit ? value : value.substr(sha256_prefix.size()));
    auto subject = json::Value::object();
    subject.set("name", name).set("digest", std::move(digest));
    list.push(std::move(subject));
  }
  return list;
}

}  // namespace

std::string_view to_string(State state) { return state_words.at(static_cast<std::size_t>(state)); }

json::Value to_json(const Approval& approval) {
  auto value = json::Value::object();
  value.set("by", approval.by).set("digest", approval.digest).set("at", approval.at);
  if (!approval.link.empty()) value.set("link", approval.link);
  return value;
}

Approval approval_of(const json::Value& value) {
  return {value["by"].as_string(), value["digest"].as_string(), value["at"].as_string(), value["link"].as_string()};
}

std::string place_of(const Finding& finding) {
  if (finding.file.empty()) return {};
  if (finding.line == 0) return finding.file + ": ";
  return fmt::format("{}:{}:{}: ", finding.file, finding.line, finding.column);
}

json::Value to_json(const std::vector<Finding>& findings) {
  auto list = json::Value::array();
  for (const auto& f : findings) {
    auto one = json::Value::object();
    one.set("check", f.check);
    if (!f.file.empty()) one.set("file", f.file);
    if (f.line > 0) one.set("line", f.line).set("column", f.column);
    one.set("message", f.message);
    if (!f.hint.empty()) one.set("hint", f.hint);
    if (!f.output.empty()) one.set("output", f.output);
    list.push(std::move(one));
  }
  return list;
}

json::Value to_json(const Record& record, std::string_view program_version) {
  auto builder = json::Value::object();
  builder.set("name", "release-action").set("version", program_version);
  auto predicate = json::Value::object();
  predicate.set("stage", record.stage).set("state", to_string(record.state)).set("builder", std::move(builder));
  predicate.set("materials", to_json(record.inputs)).set("outputs", to_json(record.outputs));
  predicate.set("startedAt", record.started_at).set("finishedAt", record.finished_at);
  if (!record.note.empty()) predicate.set("note", record.note);
  if (!record.findings.empty()) predicate.set("findings", to_json(record.findings));
  if (record.approval) predicate.set("approval", to_json(*record.approval));
  if (record.asked) {
    auto asked = json::Value::object();
    asked.set("digest", record.asked->digest).set("at", record.asked->at).set("notes", to_json(record.asked->notes));
    predicate.set("asked", std::move(asked));
  }
  auto statement = json::Value::object();
  statement.set("_type", statement_type).set("subject", subjects_of(record.outputs));
  statement.set("predicateType", predicate_type).set("predicate", std::move(predicate));
  return statement;
}

Result<Record> record_of(const json::Value& statement, std::string_view file) {
  const auto& predicate = statement["predicate"];
  const auto state = std::ranges::find(state_words, std::string_view{predicate["state"].as_string()});
  if (statement["predicateType"].as_string() != predicate_type || state == state_words.end()) {
    return error(Errc::conflict, fmt::format("{} is no record of a stage", one_line(file, 100)),
                 "another program wrote it, or a newer release-action: remove it to run the stage again");
  }
  Record record;
  record.stage = predicate["stage"].as_string();
  record.state = static_cast<State>(state - state_words.begin());
  record.inputs = facts_of(predicate["materials"]);
  record.outputs = facts_of(predicate["outputs"]);
  record.started_at = predicate["startedAt"].as_string();
  record.finished_at = predicate["finishedAt"].as_string();
  record.note = predicate["note"].as_string();
  record.findings = findings_of(predicate["findings"]);
  if (const auto& approval = predicate["approval"]; approval.is_object()) record.approval = approval_of(approval);
  if (const auto& asked = predicate["asked"]; asked.is_object())
    record.asked = Asked{asked["digest"].as_string(), asked["at"].as_string(), facts_of(asked["notes"])};
  return record;
}

std::string digest_of(std::string_view stage, const Facts& facts) {
  auto value = json::Value::object();
  value.set("stage", stage).set("facts", to_json(facts));
  return "sha256:" + sha256_of(json::dump(value));
}

}  // namespace ra::stage
