#include "cli/command.hpp"
#include "cli/forge_check.hpp"
#include "cli/inputs.hpp"
#include "cli/pull_request.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"
#include "git/repository.hpp"
#include "model/plan_text.hpp"
#include "orchestrate/check.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

constexpr const char* command_name = "check";

json::Value to_json(const std::vector<model::Finding>& findings) {
  auto list = json::Value::array();
  for (const auto& f : findings) {
    auto one = json::Value::object();
    one.set("severity", model::to_string(f.severity)).set("code", f.code).set("component", f.component);
    if (f.line > 0) one.set("line", f.line).set("column", f.column);
    one.set("message", f.message).set("hint", f.hint);
    list.push(std::move(one));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/check/1")
      .set("ok", !model::any_errors(findings))
      .set("findings", std::move(list));
  return value;
}

struct Asked {
  std::vector<model::Finding> findings;
  std::optional<Error> error;
  std::string remote;  // URL of the release repository
};

asio::awaitable<void> ask(orchestrate::CheckContext context, const model::Plan& plan, Asked& asked) {
  auto found = co_await orchestrate::check(context, plan);
  if (found) {
    asked.findings = *std::move(found);
  } else {
    asked.error = found.error();
  }
  if (context.repository == nullptr) co_return;
  if (const auto url = co_await context.repository->remote_url()) asked.remote = *url;
}

// A repository on no forge, or no token: then there is nothing to ask.
Result<std::vector<model::Finding>> ask_forge(Shell& shell, const Inputs& inputs, const model::Plan& plan,
                                              const std::string& remote) {
  std::vector<model::Finding> findings;
  const std::string repository = forge_repository(shell.environment, remote);
  if (repository.empty()) return findings;
  if (shell.environment.get("GITHUB_TOKEN").empty()) {
    shell.log.info("GITHUB_TOKEN is not set: branch rules and releases of {} are not looked at", repository);
    return findings;
  }
  const WithForge look = [&](ForgeServices& services) -> asio::awaitable<void> {
    findings = co_await check_forge(*services.forge, plan);
  };
  RA_TRY(with_forge(shell, inputs.config, repository, look));
  return findings;
}

model::Run run_of(const Inputs& inputs, const model::Plan& plan) {
  model::Run run;
  run.product = plan.product;
  run.version = plan.version;
  run.edition = inputs.config.edition;
  return run;
}

void log_untold(const Shell& shell, const Result<>& told) {
  if (!told) shell.log.debug("no report on a pull request: {}", told.error().message);
}

// A gate that stays shut says so where people look, and takes it back when it opens.
void tell_shut(Shell& shell, const Inputs& inputs, const model::Plan& plan, const std::vector<model::Finding>& findings,
               const Error& why) {
  if (shell.globals.plan) return;
  model::Run run = run_of(inputs, plan);
  run.state = model::RunState::failed;
  run.error = why.message;
  run.hint = why.hint;
  for (const auto& f : findings) {
    const std::string of = f.component.empty() ? "" : f.component + ": ";
    run.notes.push_back(of + f.message + (f.hint.empty() ? "" : "; " + f.hint));
  }
  log_untold(shell, tell_pull_request(shell, inputs.config, run, command_name));
}

void tell_open(Shell& shell, const Inputs& inputs, const model::Plan& plan) {
  if (shell.globals.plan) return;
  const model::Run run = run_of(inputs, plan);
  log_untold(shell, take_back_on_pull_request(shell, inputs.config, run, command_name));
}

Result<int> check(Shell& shell, bool offline) {
  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  const model::Plan plan = model::make_plan(inputs.manifest, inputs.config);
  std::vector<model::Finding> findings = plan.findings;
  if (inputs.manifest.readable && !offline) {
    asio::io_context io{1};
    RA_TRY_ASSIGN(const auto services, make_services(shell, inputs.config, io.get_executor()));
    git::Repository repository{shell.globals.directory, inputs.config.git.remote};
    const bool in_clone = std::filesystem::exists(std::filesystem::path{shell.globals.directory} / ".git");
    const orchestrate::CheckContext context{inputs.config, services->provider.get(), in_clone ? &repository : nullptr};
    Asked asked;
    run_coroutine(io, ask(context, plan, asked));
    if (asked.error) return *asked.error;
    findings.insert(findings.end(), asked.findings.begin(), asked.findings.end());
    RA_TRY_ASSIGN(const auto of_forge, ask_forge(shell, inputs, plan, asked.remote));
    findings.insert(findings.end(), of_forge.begin(), of_forge.end());
  }
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(to_json(findings)));
  } else {
    shell.output.result(model::findings_text(inputs.manifest.file, findings));
    const auto errors = std::ranges::count(findings, model::Severity::error, &model::Finding::severity);
    if (errors == 0) {
      shell.output.result(fmt::format("{} {} is ready: {} components in {} sets\n", plan.product, plan.version,
                                      plan.to_release(), plan.sets.size()));
    }
  }
  if (!model::any_errors(findings)) {
    if (!offline) tell_open(shell, inputs, plan);
    return 0;
  }
  const auto errors = std::ranges::count(findings, model::Severity::error, &model::Finding::severity);
  const Error why = model::any_errors(plan.findings)
                        ? findings_error(plan.findings, inputs.manifest.file)
                        : error(Errc::failed_ci, fmt::format("{} {} is not ready: {} finding{} to mend", plan.product,
                                                             plan.version, errors, errors == 1 ? "" : "s"));
  tell_shut(shell, inputs, plan, findings, why);
  return why;
}

}  // namespace

Command check_command() {
  Command command;
  command.name = command_name;
  command.summary = "Is everything ready for a release? Lists all findings, runs nothing";
  command.example = "release-action check --json";
  command.add = [](CLI::App& app) -> Action {
    auto offline = std::make_shared<bool>(false);
    app.add_flag("--offline", *offline, "Look at the files only: ask neither git remotes nor the CI nor GitHub");
    return [offline](Shell& shell) { return check(shell, *offline); };
  };
  return command;
}

}  // namespace ra::cli
