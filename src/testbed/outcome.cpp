#include "testbed/outcome.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace ra::testbed {

Outcome outcome_of(Result<Outcome> tried, std::string repository, std::string branch) {
  Outcome outcome;
  if (tried) {
    outcome = *std::move(tried);
  } else {
    outcome.state = "failed";
    outcome.error = tried.error();
  }
  outcome.repository = std::move(repository);
  outcome.branch = std::move(branch);
  return outcome;
}

// The differences first, so that the table stands where people look last.
std::string outcomes_text(const std::vector<Outcome>& outcomes) {
  std::string text;
  std::size_t repository = 0;
  std::size_t branch = 0;
  std::map<std::string_view, std::size_t> counts;
  for (const auto& one : outcomes) {
    repository = std::max(repository, one.repository.size());
    branch = std::max(branch, one.branch.size());
    ++counts[one.state];
    if (!one.diff.empty()) text += fmt::format("{} {}\n{}\n", one.repository, one.branch, one.diff);
  }
  for (const auto& one : outcomes) {
    std::string line = fmt::format("{:<{}}  {:<{}}  {:<9}  {}", one.repository, repository, one.branch, branch,
                                   one.state, one.error ? one_line(one.error->message) : one.note);
    while (line.ends_with(' ')) line.pop_back();
    text += line + '\n';
  }
  std::string total;
  for (const auto& [state, count] : counts) total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, state);
  return text + (total.empty() ? "nothing\n" : total + '\n');
}

json::Value to_json(std::string_view action, const std::vector<Outcome>& outcomes) {
  auto list = json::Value::array();
  for (const auto& outcome : outcomes) {
    auto one = json::Value::object();
    one.set("repository", outcome.repository).set("branch", outcome.branch).set("state", outcome.state);
    one.set("note", outcome.error ? outcome.error->message : outcome.note).set("diff", outcome.diff);
    list.push(std::move(one));
  }
  auto all = json::Value::object();
  all.set("schema", "release-action/testbed/1").set("action", action).set("repositories", std::move(list));
  return all;
}

}  // namespace ra::testbed
