#include "ci/local_store.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fs = std::filesystem;

namespace ra::ci::local {

namespace {

constexpr auto order_file = "job.json";
constexpr auto state_file = "state.json";
constexpr std::uint64_t most_bytes = 16U << 20U;

Result<json::Value> read_json(const fs::path& file) {
  RA_TRY_ASSIGN(const std::string text, read_file(file, most_bytes));
  auto value = json::parse(text);
  if (!value) {
    return error(Errc::internal, fmt::format("{} is damaged: {}", file.string(), value.error().message),
                 "remove its folder: the pipeline is then unknown and can be run again");
  }
  return *std::move(value);
}

json::Value to_json(const JobState& job) {
  json::Value value = json::Value::object();
  value.set("status", job.status).set("started_at", job.started_at).set("stopped_at", job.stopped_at);
  if (job.exit_code) value.set("exit_code", *job.exit_code);
  if (!job.note.empty()) value.set("note", job.note);
  return value;
}

JobState job_state(const json::Value& value) {
  JobState job;
  job.status = value["status"].as_string();
  job.started_at = value["started_at"].as_string();
  job.stopped_at = value["stopped_at"].as_string();
  if (value["exit_code"].is_number()) job.exit_code = static_cast<int>(value["exit_code"].as_int());
  job.note = value["note"].as_string();
  return job;
}

std::string safe_part(std::string_view part) {
  std::string out;
  for (const char c : part) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool plain = letter || c == '-' || c == '_' || (c == '.' && !out.empty());
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Result<> write_order(const fs::path& folder, const Order& order) {
  json::Value jobs = json::Value::array();
  for (const auto& job : order.jobs) {
    json::Value one = json::Value::object();
    one.set("name", job.name).set("run", job.run).set("limit_ms", static_cast<std::int64_t>(job.limit.count()));
    one.set("log", job.log);
    jobs.push(one);
  }
  json::Value variables = json::Value::object();
  for (const auto& [name, text] : order.variables) variables.set(name, text);
  json::Value value = json::Value::object();
  value.set("schema", "release-action/local-job/1").set("id", order.id).set("number", order.number);
  value.set("created_at", order.created_at).set("project", order.project).set("component", order.component);
  value.set("repository", order.repository).set("branch", order.branch);
  value.set("workflow_id", order.workflow_id).set("workflow", order.workflow);
  value.set("variables", variables).set("jobs", jobs);
  return write_file(folder / order_file, json::dump_pretty(value));
}

Result<Order> read_order(const fs::path& folder) {
  RA_TRY_ASSIGN(const json::Value value, read_json(folder / order_file));
  Order order;
  order.id = value["id"].as_string();
  order.number = value["number"].as_int();
  order.created_at = value["created_at"].as_string();
  order.project = value["project"].as_string();
  order.component = value["component"].as_string();
  order.repository = value["repository"].as_string();
  order.branch = value["branch"].as_string();
  order.workflow_id = value["workflow_id"].as_string();
  order.workflow = value["workflow"].as_string();
  for (const auto& member : value["variables"].members()) order.variables.emplace(member.key, member.value.as_string());
  for (const auto& job : value["jobs"].items()) {
    order.jobs.push_back(
        {job["name"].as_string(), job["run"].as_string(), Duration{job["limit_ms"].as_int()}, job["log"].as_string()});
  }
  return order;
}

Result<> write_state(const fs::path& folder, const State& state) {
  json::Value jobs = json::Value::array();
  for (const auto& job : state.jobs) jobs.push(to_json(job));
  json::Value runner = json::Value::object();
  runner.set("pid", static_cast<std::int64_t>(state.runner.pid));
  runner.set("start", static_cast<std::int64_t>(state.runner.start));
  json::Value value = json::Value::object();
  value.set("schema", "release-action/local-state/1").set("status", state.status);
  value.set("started_at", state.started_at).set("stopped_at", state.stopped_at).set("revision", state.revision);
  value.set("runner", runner).set("jobs", jobs);
  return write_file(folder / state_file, json::dump_pretty(value));
}

Result<State> read_state(const fs::path& folder) {
  RA_TRY_ASSIGN(const json::Value value, read_json(folder / state_file));
  State state;
  state.status = value["status"].as_string();
  state.started_at = value["started_at"].as_string();
  state.stopped_at = value["stopped_at"].as_string();
  state.revision = value["revision"].as_string();
  state.runner.pid = static_cast<pid_t>(value["runner"]["pid"].as_int());
  state.runner.start = static_cast<std::uint64_t>(value["runner"]["start"].as_int());
  for (const auto& job : value["jobs"].items()) state.jobs.push_back(job_state(job));
  return state;
}

void cancel(State& state, std::string_view now, std::string_view note) {
  state.status = "canceled";
  state.stopped_at = now;
  for (auto& job : state.jobs) {
    if (job.status == "running") {
      job.stopped_at = now;
      job.note = note;
    }
    if (job.status == "running" || job.status == "blocked") job.status = "canceled";
  }
}

std::string process_mark(const Order& order) { return "RELEASE_ACTION_PIPELINE=" + order.id; }

fs::path project_folder(std::string_view project) {
  fs::path path;
  for (const auto part : split(project, '/')) path /= part.empty() ? "%" : safe_part(part);
  return path;
}

std::vector<std::int64_t> numbers(const fs::path& project) {
  std::vector<std::int64_t> found;
  std::error_code ec;
  fs::directory_iterator entry{project, ec};
  for (; !ec && entry != fs::directory_iterator{}; entry.increment(ec)) {
    const std::string name = entry->path().filename().string();
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (failed == std::errc{} && end == name.data() + name.size() && number > 0) found.push_back(number);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace ra::ci::local
