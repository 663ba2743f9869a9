#include "ci/github_actions_trigger.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "github/api.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace ra::ci::github_actions {

namespace {

// GitHub's OpenAPI description, actions/create-workflow-dispatch: "The maximum number of properties is 25."
constexpr std::size_t most_inputs = 25;

constexpr std::string_view default_workflow = "release.yml";

bool is_workflow(std::string_view text) {
  const bool is_id = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (is_id) return true;
  if (text.find_first_of("/\\?#%") != std::string_view::npos) return false;
  return (text.ends_with(".yml") && text.size() > 4) || (text.ends_with(".yaml") && text.size() > 5);
}

std::string said_by(const http::Response& answer) {
  const auto body = json::parse(answer.body);
  if (!body) return {};
  std::string message = one_line((*body)["message"].as_string(), 300);
  const std::string reasons = github::reasons_of(*body);
  if (reasons.empty() || message.find(reasons) != std::string::npos) return message;
  return message.empty() ? reasons : fmt::format("{} ({})", message, reasons);
}

Error may_have_started(const Target& target, std::string_view why) {
  return error(Errc::uncertain,
               fmt::format("{}: whether {} was started is not known: {}", target.slug(), target.workflow, why));
}

// What may be part of a word: "3.1.6" is not shown by "3.1.68".
bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_'; }

}  // namespace

std::string Target::repository_path() const {
  return fmt::format("/repos/{}/{}", http::percent_encode(owner), http::percent_encode(repository));
}

std::string Target::workflow_path() const {
  return fmt::format("{}/actions/workflows/{}", repository_path(), http::percent_encode(workflow));
}

Result<Target> target_of(const Job& job) {
  const auto parts = split(job.project, '/');
  bool good = parts.size() == 2;
  for (const auto part : parts) good &= !part.empty() && part != "." && part != "..";
  if (!good) {
    return error(Errc::config, fmt::format("`{}` is not a repository on GitHub", one_line(job.project)),
                 "write OWNER/REPO under ci.project or ci.projects");
  }
  const std::string workflow = job.definition.empty() ? std::string{default_workflow} : job.definition;
  if (!is_workflow(workflow)) {
    return error(Errc::config, fmt::format("`{}` is not a workflow of GitHub Actions", one_line(workflow)),
                 "write the name of its file, such as release.yml, without a folder, or its id under ci.definitions");
  }
  return Target{std::string{parts[0]}, std::string{parts[1]}, workflow};
}

std::string input_text(const ParameterValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<std::string>(value);
}

Result<json::Value> dispatch_body(const Job& job) {
  if (job.parameters.size() > most_inputs) {
    return error(Errc::config,
                 fmt::format("{} inputs of a workflow; GitHub takes at most {}", job.parameters.size(), most_inputs),
                 "see ci.parameters in the configuration");
  }
  auto inputs = json::Value::object();
  for (const auto& [name, value] : job.parameters) inputs.set(name, input_text(value));
  auto body = json::Value::object();
  body.set("ref", job.branch).set("inputs", std::move(inputs)).set("return_run_details", true);
  return body;
}

Result<std::optional<PipelineRef>> read_dispatch(const http::Response& answer, const Target& target) {
  const int status = answer.status;
  const std::string said = said_by(answer);
  const std::string what = fmt::format("{} of {}", target.workflow, target.slug());
  if (status == 403 && lower(said).find("disabled workflow") != std::string::npos) {
    return error(Errc::config, fmt::format("workflow {} is disabled", what),
                 "enable it on the repository's page: Actions, the workflow, Enable workflow");
  }
  if (status == 403) {
    return error(Errc::unauthorized,
                 fmt::format("GitHub does not let this token start {}{}", what, said.empty() ? said : ": " + said),
                 "the token needs `actions: write` on that repository; the GITHUB_TOKEN of a workflow reaches its own "
                 "repository only: use a fine-grained token or one of a GitHub App");
  }
  if (status == 400 || status == 422) {
    return error(
        Errc::config,
        fmt::format("{}: GitHub refused to start it: {}", what,
                    said.empty() ? fmt::format("it answered {}", status) : said),
        "on that branch the workflow needs `on: workflow_dispatch` that declares every input of ci.parameters");
  }
  if (status >= 500)
    return may_have_started(target, fmt::format("GitHub answered {}{}", status, said.empty() ? said : ": " + said));
  if (status < 200 || status >= 300) return github::refusal(answer, what);
  if (status == 204) return std::optional<PipelineRef>{};

  const auto body = json::parse(answer.body);
  if (!body) return may_have_started(target, "GitHub's answer is cut off or not JSON");
  const json::Value& id = (*body)["workflow_run_id"];
  if (id.as_int() <= 0) return may_have_started(target, "GitHub's answer names no run");
  PipelineRef started;
  started.id = id.digits();
  started.http_link = (*body)["html_url"].as_string();
  return std::optional<PipelineRef>{std::move(started)};
}

bool shows(std::string_view title, std::string_view value) {
  if (value.empty()) return false;
  for (std::size_t at = title.find(value); at != std::string_view::npos; at = title.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    const bool begins = at == 0 || !in_word(title[at - 1]);
    const bool ends = end == title.size() || !in_word(title[end]);
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace ra::ci::github_actions
