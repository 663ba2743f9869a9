#include "ci/circleci_trigger.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

namespace ra::ci::circleci {

namespace {

// OpenAPI, TriggerPipelineParameters: "100 max entries, 128 maximum key length, 512 maximum value length".
constexpr std::size_t most_parameters = 100;
constexpr std::size_t longest_key = 128;
constexpr std::size_t longest_value = 512;

constexpr std::string_view parameters_hint = "see ci.parameters in the configuration";

// In code points: CircleCI does not say what it counts, and the laxer reading refuses nothing that it takes.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

Result<> check_parameters(const Parameters& parameters) {
  if (parameters.size() > most_parameters) {
    return error(Errc::config,
                 fmt::format("{} pipeline parameters; CircleCI takes at most {}", parameters.size(), most_parameters),
                 std::string{parameters_hint});
  }
  for (const auto& [key, value] : parameters) {
    if (length(key) > longest_key) {
      return error(Errc::config,
                   fmt::format("the name of pipeline parameter `{}` has {} characters; CircleCI takes at most {}",
                               one_line(key, 40), length(key), longest_key),
                   std::string{parameters_hint});
    }
    const auto* const text = std::get_if<std::string>(&value);
    if (text != nullptr && length(*text) > longest_value) {
      return error(Errc::config,
                   fmt::format("pipeline parameter `{}` has a value of {} characters; CircleCI takes at most {}",
                               one_line(key, 40), length(*text), longest_value),
                   std::string{parameters_hint});
    }
  }
  return {};
}

json::Value to_json(const Parameters& parameters) {
  json::Value object = json::Value::object();
  for (const auto& parameter : parameters) {
    std::visit([&](const auto& value) { object.set(parameter.first, json::Value{value}); }, parameter.second);
  }
  return object;
}

json::Value on_branch(const std::string& branch) {
  json::Value object = json::Value::object();
  object.set("branch", branch);
  return object;
}

Error uncertain(std::string_view what, std::string_view why) {
  return error(Errc::uncertain, fmt::format("{}: whether a pipeline was started is not known: {}", what, why));
}

}  // namespace

Result<TriggerRequest> trigger_request(const Job& job, const Project& project) {
  RA_TRY(check_parameters(job.parameters));
  TriggerRequest request;
  request.path = fmt::format("/api/v2/project/{}/pipeline", project.path());
  request.body = json::Value::object();
  if (job.definition.empty()) {
    request.body.set("branch", job.branch);
  } else {
    request.by_definition = true;
    request.path += "/run";
    request.body.set("definition_id", job.definition);
    request.body.set("config", on_branch(job.branch));
    request.body.set("checkout", on_branch(job.branch));
  }
  request.body.set("parameters", to_json(job.parameters));
  return request;
}

Result<PipelineRef> read_trigger(const http::Response& answer, const TriggerRequest& asked, const std::string& what) {
  const int status = answer.status;
  const std::string message = message_of(answer);
  if (status == 200 && asked.by_definition) {
    return error(Errc::failed_ci, fmt::format("{}: CircleCI did not start it: {}", what,
                                              message.empty() ? "it does not say why" : message));
  }
  if (status == 400 || status == 422) {
    return error(Errc::config,
                 fmt::format("{}: CircleCI refused to start a pipeline: {}", what,
                             message.empty() ? fmt::format("it answered {}", status) : message),
                 "every parameter must be declared in the project's .circleci/config.yml on that branch");
  }
  if (status >= 500) {
    const std::string because = message.empty() ? message : ": " + message;
    return uncertain(what, fmt::format("CircleCI answered {}{}", status, because));
  }
  if (status < 200 || status >= 300) return refusal(answer, what);
  if (status != 201) return uncertain(what, fmt::format("CircleCI answered {} in place of 201", status));

  const auto body = json::parse(answer.body);
  if (!body) return uncertain(what, "CircleCI's answer is cut off or not JSON");
  PipelineRef started{(*body)["id"].as_string(), (*body)["number"].as_int(), {}, (*body)["created_at"].as_string()};
  if (started.id.empty() || started.number <= 0) return uncertain(what, "CircleCI's answer names no pipeline");
  return started;
}

}  // namespace ra::ci::circleci
