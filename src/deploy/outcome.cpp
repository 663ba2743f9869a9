#include "deploy/outcome.hpp"

#include "base/text.hpp"
#include "base/untrusted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::deploy {

namespace {

// Digests are long, and their beginning tells them apart.
std::string shortened(const std::string& what) {
  constexpr std::size_t digits = 12;
  const auto at = what.find("@sha256:");
  const auto slash = what.rfind('/', at);
  if (at == std::string::npos) return one_line(what, 80);
  const std::size_t from = slash == std::string::npos ? 0 : slash + 1;
  return one_line(what.substr(from, at - from) + what.substr(at, std::string_view{"@sha256:"}.size() + digits), 80);
}

}  // namespace

std::string change_text(const Outcome& outcome) {
  std::string before = outcome.before.empty() ? "?" : shortened(outcome.before);
  if (outcome.after.empty()) return outcome.before.empty() ? "" : before;
  if (outcome.before == outcome.after) return before;
  return before + " → " + shortened(outcome.after);
}

std::string_view to_string(Outcome::State state) {
  switch (state) {
    case Outcome::State::planned: return "planned";
    case Outcome::State::present: return "present";
    case Outcome::State::deployed: return "deployed";
    case Outcome::State::returned: return "returned";
    case Outcome::State::failed: return "failed";
    case Outcome::State::not_started: return "not started";
  }
  return "failed";
}

Outcome outcome_of(const model::Deployment& deployment, const std::string& version) {
  Outcome outcome;
  outcome.name = deployment.name;
  outcome.kind = deployment.kind;
  outcome.environment = deployment.environment;
  outcome.version = version;
  outcome.url = deployment.url;
  return outcome;
}

json::Value to_json(const std::vector<Outcome>& outcomes, bool dry_run) {
  auto list = json::Value::array();
  for (const auto& outcome : outcomes) {
    auto one = json::Value::object();
    std::string state{to_string(outcome.state)};
    std::ranges::replace(state, ' ', '_');
    one.set("name", outcome.name).set("kind", outcome.kind).set("environment", outcome.environment);
    one.set("version", outcome.version).set("state", std::move(state)).set("before", outcome.before);
    one.set("after", outcome.after).set("url", outcome.url).set("note", outcome.note);
    if (outcome.health) one.set("health", to_json(*outcome.health));
    auto told = json::Value::object();
    for (const auto& [key, text] : outcome.outputs) told.set(key, text);
    one.set("outputs", std::move(told));
    list.push(std::move(one));
  }
  auto all = json::Value::object();
  all.set("schema", "release-action/deployments/1").set("dry_run", dry_run).set("deployments", std::move(list));
  return all;
}

std::string outcomes_text(const std::vector<Outcome>& outcomes) {
  std::size_t name = 0;
  std::size_t where = 0;
  for (const auto& outcome : outcomes) {
    name = std::max(name, outcome.name.size());
    where = std::max(where, outcome.environment.size());
  }
  std::string text;
  for (const auto& outcome : outcomes) {
    constexpr int widest_state = 11;
    std::string line = fmt::format("{:<{}}  {:<{}}  {:<{}}  {}", outcome.name, name, outcome.environment, where,
                                   to_string(outcome.state), widest_state, change_text(outcome));
    if (!outcome.note.empty()) line += "  " + one_line(outcome.note, 300);
    if (!outcome.url.empty()) line += "  " + outcome.url;
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

std::string outcomes_markdown(const std::vector<Outcome>& outcomes) {
  std::string text = "| Deployment | Environment | | Version | |\n|:--|:--|:--|:--|:--|\n";
  const auto cell = [](const std::string& what) {
    const Untrusted shown{what};
    return shown.harmless() ? shown.as_line() : shown.as_cell();
  };
  for (const auto& outcome : outcomes) {
    const std::string_view sign =
        outcome.error                                                                           ? "✗"
        : outcome.state == Outcome::State::deployed || outcome.state == Outcome::State::present ? "✓"
                                                                                                : "·";
    text += fmt::format("| {} | {} | {} {} | {} | {} |\n", cell(outcome.name), cell(outcome.environment), sign,
                        to_string(outcome.state), cell(change_text(outcome)), cell(outcome.note));
  }
  return text;
}

}  // namespace ra::deploy
