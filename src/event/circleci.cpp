// What happened, from CircleCI's built-in variables (circleci.com/docs/variables). They do not say what a pull request
// is made into, nor that a branch was merged: whoever needs that asks the forge.
#include "base/text.hpp"
#include "event/systems.hpp"

#include <fmt/format.h>

namespace ra::event {

namespace {

// https://github.com/gravitee-io/release/pull/42
std::int64_t number_in(const std::string& url) {
  const auto slash = url.rfind('/');
  return slash == std::string::npos ? 0 : number_of(url.substr(slash + 1));
}

std::string server_of(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return "https://github.com";
  return url.substr(0, url.find('/', scheme + 3));
}

}  // namespace

Result<std::optional<Event>> read_circleci(const Environment& environment) {
  if (environment.get("CIRCLECI") != "true") return std::optional<Event>{};
  Event event;
  event.ci = "circleci";
  event.repository = environment.get("CIRCLE_PROJECT_USERNAME") + "/" + environment.get("CIRCLE_PROJECT_REPONAME");
  event.branch = environment.get("CIRCLE_BRANCH");
  event.tag = environment.get("CIRCLE_TAG");
  event.sha = environment.get("CIRCLE_SHA1");
  event.run = number_of(environment.get("CIRCLE_BUILD_NUM"));
  event.run_link = environment.get("CIRCLE_BUILD_URL");
  event.job = environment.get("CIRCLE_JOB");
  // The names of the forked repository are set for builds of forks alone.
  event.from_fork = !environment.get("CIRCLE_PR_USERNAME").empty() || !environment.get("CIRCLE_PR_REPONAME").empty() ||
                    event.branch.starts_with("pull/");
  const std::string pull = environment.get("CIRCLE_PULL_REQUEST");
  event.number = number_of(environment.get("CIRCLE_PR_NUMBER"));
  if (event.number == 0) event.number = number_in(pull);
  event.repository_link = server_of(pull) + "/" + event.repository;

  if (!event.tag.empty()) {
    event.kind = Kind::tag;
    event.name = "tag";
  } else if (event.number > 0) {
    event.kind = Kind::pull_request;
    event.name = "pull request";
  } else if (!event.branch.empty()) {
    event.kind = Kind::push;
    event.name = "push";
  }
  return std::optional<Event>{std::move(event)};
}

// A job of a tag has no branch.
std::optional<Surroundings> circleci_surroundings(const Environment& environment) {
  if (environment.get("CIRCLECI") != "true") return std::nullopt;
  Surroundings around;
  around.ci = "circleci";
  around.missing = unset(environment, {"CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME", "CIRCLE_SHA1",
                                       "CIRCLE_BUILD_NUM", "CIRCLE_BUILD_URL", "BASH_ENV"});
  if (environment.get("CIRCLE_BRANCH").empty() && environment.get("CIRCLE_TAG").empty()) {
    around.missing.emplace_back("CIRCLE_BRANCH");
  }
  return around;
}

}  // namespace ra::event
