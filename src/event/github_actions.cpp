// What happened, from GitHub Actions' variables and the webhook's payload in $GITHUB_EVENT_PATH.
// Shapes: docs.github.com, "Webhook events and payloads" and "Variables reference".
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "event/systems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::event {

namespace {

constexpr std::uint64_t max_payload = std::uint64_t{32} << 20U;  // GitHub: a payload is at most 25 MB

// A pull request that was closed, renamed or labelled brings no new code.
constexpr std::array<std::string_view, 4> with_new_code = {"opened", "synchronize", "reopened", "ready_for_review"};

std::string without(std::string text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string{};
}

// A fork that was deleted meanwhile has no repository in the payload: it stays a stranger's.
bool is_fork(const json::Value& pull, const std::string& repository) {
  const std::string& from = pull["head"]["repo"]["full_name"].as_string();
  return from.empty() || from != repository;
}

void read_pull_request(const json::Value& payload, Event& event) {
  const json::Value& pull = payload["pull_request"];
  const std::string action = payload["action"].as_string();
  event.name += "." + action;
  event.number = payload["number"].as_int();
  event.branch = pull["head"]["ref"].as_string();
  event.base = pull["base"]["ref"].as_string();
  event.sha = pull["head"]["sha"].as_string();
  event.from_fork = is_fork(pull, event.repository);
  const bool new_code = std::ranges::find(with_new_code, action) != with_new_code.end();
  if (new_code && event.number > 0 && !event.branch.empty()) event.kind = Kind::pull_request;
}

void read_push(const json::Value& payload, const std::string& ref, Event& event) {
  if (payload["deleted"].as_bool()) {
    event.name += ".deleted";
    return;
  }
  event.branch = without(ref, "refs/heads/");
  event.tag = without(ref, "refs/tags/");
  if (!event.tag.empty()) event.kind = Kind::tag;
  if (!event.branch.empty()) event.kind = Kind::push;
}

void read_release(const json::Value& payload, Event& event) {
  const std::string action = payload["action"].as_string();
  event.name += "." + action;
  event.tag = payload["release"]["tag_name"].as_string();
  if (action == "published" && !event.tag.empty()) event.kind = Kind::release;
}

void read_manual(const json::Value& payload, const std::string& ref, Event& event) {
  event.kind = Kind::manual;
  event.branch = without(ref, "refs/heads/");
  event.tag = without(ref, "refs/tags/");
  for (const auto& input : payload["inputs"].members()) {
    const auto& value = input.value;
    event.inputs[input.key] = value.is_boolean() ? (value.as_bool() ? "true" : "false") : value.as_string();
  }
}

// The run that has ended, not this one, is what is told about. Its code was a stranger's, perhaps; ours is the default
// branch's, and so the token may be used. The numbers of pull requests in the payload are none for forks.
void read_workflow_run(const json::Value& payload, Event& event) {
  const json::Value& ended = payload["workflow_run"];
  const std::string action = payload["action"].as_string();
  event.name += "." + action;
  event.branch = ended["head_branch"].as_string();
  event.head_owner = ended["head_repository"]["owner"]["login"].as_string();
  event.sha = ended["head_sha"].as_string();
  event.run = ended["id"].as_int();
  event.attempt = std::max<std::int64_t>(1, ended["run_attempt"].as_int());
  event.run_link = fmt::format("{}/actions/runs/{}", event.repository_link, event.run);
  event.ended_as = ended["conclusion"].as_string() == "success" ? "success" : "failed";
  const bool of_pull = ended["event"].as_string() == "pull_request" && !event.branch.empty() && !event.sha.empty();
  if (action == "completed" && of_pull && event.run > 0) event.kind = Kind::tested;
}

}  // namespace

Result<std::optional<Event>> read_github_actions(const Environment& environment) {
  if (environment.get("GITHUB_ACTIONS") != "true") return std::optional<Event>{};
  Event event;
  event.ci = "github-actions";
  event.name = environment.get("GITHUB_EVENT_NAME");
  event.repository = environment.get("GITHUB_REPOSITORY");
  event.sha = environment.get("GITHUB_SHA");
  event.run = number_of(environment.get("GITHUB_RUN_ID"));
  event.attempt = number_of(environment.get("GITHUB_RUN_ATTEMPT"));
  event.job = environment.get("GITHUB_JOB");
  const std::string server = environment.get("GITHUB_SERVER_URL");
  event.repository_link = (server.empty() ? "https://github.com" : server) + "/" + event.repository;
  event.run_link = fmt::format("{}/actions/runs/{}", event.repository_link, event.run);

  const std::string path = environment.get("GITHUB_EVENT_PATH");
  if (path.empty()) return std::optional<Event>{std::move(event)};
  RA_TRY_ASSIGN(const auto text, read_file(path, max_payload));
  const auto payload = json::parse(text);
  if (!payload) {
    const auto at = json::locate(text, payload.error().offset);
    return error(Errc::config, fmt::format("{}:{}:{}: {}", path, at.line, at.column, payload.error().message),
                 "GITHUB_EVENT_PATH names the payload of the event; the runner writes it");
  }
  const std::string ref = environment.get("GITHUB_REF");
  if (event.name == "pull_request") {
    read_pull_request(*payload, event);
  } else if (event.name == "push") {
    read_push(*payload, ref, event);
  } else if (event.name == "release") {
    read_release(*payload, event);
  } else if (event.name == "workflow_run") {
    read_workflow_run(*payload, event);
  } else if (event.name == "workflow_dispatch") {
    read_manual(*payload, ref, event);
  }
  return std::optional<Event>{std::move(event)};
}

// docs.github.com: default environment variables.
std::optional<Surroundings> github_actions_surroundings(const Environment& environment) {
  if (environment.get("GITHUB_ACTIONS") != "true") return std::nullopt;
  Surroundings around;
  around.ci = "github-actions";
  around.missing =
      unset(environment, {"GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_REF",
                          "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"});
  return around;
}

}  // namespace ra::event
