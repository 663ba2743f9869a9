#include "ci/github_actions_check.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::ci::github_actions {

namespace {

std::string workflow_name(const Target& target) {
  return fmt::format("workflow {} of {}", target.workflow, target.slug());
}

// GitHub's OpenAPI description, `workflow`: active, deleted, disabled_fork, disabled_inactivity, disabled_manually.
Result<> check_state(const json::Value& workflow, const Target& target) {
  const std::string& state = workflow["state"].as_string();
  if (state == "active") return {};
  const std::string name = workflow_name(target);
  if (state.empty()) return error(Errc::transient, fmt::format("{}: GitHub's answer lacks `state`", name));
  if (state == "deleted") {
    return error(Errc::not_found, name + " was deleted", "name another one under ci.definitions");
  }
  const std::string why = state == "disabled_inactivity" ? " by GitHub, for want of activity in the repository"
                          : state == "disabled_fork"     ? ", as those of a new fork are"
                          : state == "disabled_manually" ? " by somebody"
                                                         : fmt::format(" or the like: `{}`", one_line(state, 60));
  return error(Errc::config, fmt::format("{} is disabled{}", name, why),
               "enable it on the repository's page: Actions, the workflow, Enable workflow");
}

// 404 for the workflow: which part of it is not there?
asio::awaitable<Error> what_is_missing(github::Api& api, Target target, Error e) {
  const std::string path = target.repository_path();
  const std::string what = "repository " + target.slug();
  const auto repository = co_await api.get(path, what);
  if (repository) {
    const std::string branch = one_line((*repository)["default_branch"].as_string(), 80);
    co_return error(Errc::not_found, fmt::format("{} has no workflow {}", target.slug(), target.workflow),
                    fmt::format("GitHub knows a workflow once its file stands in .github/workflows on the default "
                                "branch{}; other names go under ci.definitions",
                                branch.empty() ? branch : fmt::format(", {}", branch)));
  }
  if (repository.error().code != Errc::not_found) co_return repository.error();
  co_return about_workflow(std::move(e), target);
}

}  // namespace

Error about_workflow(Error e, const Target& target) {
  if (e.code == Errc::not_found) {
    return error(
        Errc::not_found, fmt::format("{} is not on GitHub, or the token may not see it", workflow_name(target)),
        "write OWNER/REPO under ci.project or ci.projects; a private repository needs a token that may read it");
  }
  if (e.code == Errc::unauthorized && e.hint.find("pull-requests") != std::string::npos)
    e.hint = "the token needs `actions: write` and `contents: read` on that repository";
  return e;
}

bool names_dispatch(std::string_view yaml) {
  for (const auto line : lines(yaml)) {
    std::string_view code = line;
    if (trim(code).starts_with('#')) continue;
    if (const auto comment = code.find(" #"); comment != std::string_view::npos) code = code.substr(0, comment);
    if (code.find("workflow_dispatch") != std::string_view::npos) return true;
  }
  return false;
}

asio::awaitable<Result<>> check_workflow(github::Api& api, const Log& log, Target target, std::string branch) {
  const std::string path = target.workflow_path();
  const std::string what = workflow_name(target);
  const auto workflow = co_await api.get(path, what);
  if (!workflow && workflow.error().code == Errc::not_found) {
    auto missing = co_await what_is_missing(api, target, workflow.error());
    co_return missing;
  }
  if (!workflow) co_return about_workflow(workflow.error(), target);
  if (auto active = check_state(*workflow, target); !active) co_return active;

  // "NAME/.github/workflows" of a reusable or required workflow stands elsewhere: such a file is not looked at.
  const std::string file = (*workflow)["path"].as_string();
  const std::string file_path = fmt::format("{}/contents/{}", target.repository_path(), http::percent_encode(file));
  const std::string on_branch = fmt::format("{}?ref={}", file_path, http::percent_encode(branch));
  const std::string what_file = fmt::format("{} of {} on {}", file, target.slug(), branch);
  const auto content = co_await api.get(on_branch, what_file);
  if (!content && content.error().code == Errc::not_found) {
    // Not there, or not to be read: where the default branch's file can be read, it is the former.
    const auto elsewhere = co_await api.get(file_path, what_file);
    if (elsewhere) {
      co_return error(Errc::not_found, fmt::format("{} has no {} on branch {}", target.slug(), file, branch),
                      "a workflow is started with the file that stands on the branch it runs on");
    }
  }
  if (!content) {
    log.debug("the triggers of {} could not be read: {}", what, content.error().message);
    co_return Result<>{};
  }
  const auto yaml = from_base64((*content)["content"].as_string());
  if (!yaml || yaml->empty()) co_return Result<>{};
  if (!names_dispatch(*yaml)) {
    co_return error(Errc::config,
                    fmt::format("{} cannot be started: {} on {} has no workflow_dispatch trigger", what, file,
                                one_line(branch, 80)),
                    "add `workflow_dispatch:` with its inputs under `on:`");
  }
  co_return Result<>{};
}

}  // namespace ra::ci::github_actions
