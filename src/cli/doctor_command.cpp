#include "cli/command.hpp"
#include "cli/doctor.hpp"
#include "cli/doctor_ask.hpp"
#include "cli/doctor_outside.hpp"
#include "cli/inputs.hpp"
#include "cli/style.hpp"

#include "base/coroutine.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>
#include <optional>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr Duration usual_limit = std::chrono::seconds{30};

// One doctor's visit: what was found out of files first, then the outside.
class Visit {
 public:
  Visit(Shell& shell, Duration limit) : shell_{shell}, limit_{limit} {}

  DoctorChecks rows() {
    look_at_git();
    look_at_files();
    rows_.push_back(folder_check(shell_.globals.work_folder()));
    const OutsideFacts facts{config_, plan_, has_git_, limit_};
    for (auto& row : outside_checks(shell_, facts)) rows_.push_back(std::move(row));
    rows_.push_back(variables_check(shell_.environment));
    rows_.push_back(proxy_check(shell_.environment));
    rows_.push_back(certificates_check(shell_.environment));
    return std::move(rows_);
  }

 private:
  void look_at_git() {
    const git::Command version{.arguments = {"--version"}};
    const auto line = run_coroutine(git::output(version));
    has_git_ = line.has_value();
    rows_.push_back(line ? git_check(*line) : failed_check("git", line.error()));
  }

  void look_at_files() {
    look_at_config();
    auto inputs = read_inputs(shell_.globals);
    if (inputs) return look_at_manifest(*std::move(inputs));
    const bool named = !shell_.globals.manifest_file.empty();
    std::error_code ignored;
    const bool there = named || fs::exists(fs::path{shell_.globals.directory} / "release.json", ignored);
    if (!config_read_) {
      rows_.push_back(check_row("manifest", CheckState::skipped, "not looked at: the configuration is not valid"));
    } else if (there) {
      rows_.push_back(failed_check("manifest", inputs.error()));
    } else {
      rows_.push_back(check_row("manifest", CheckState::warning,
                                "there is no release.json here: nothing can be released",
                                "a component or a service needs none; else run it in the release repository, or name "
                                "the manifest with --manifest or its folder with -C"));
    }
  }

  void look_at_config() {
    const bool named = !shell_.globals.config_file.empty();
    const fs::path path =
        named ? fs::path{shell_.globals.config_file} : fs::path{shell_.globals.directory} / "release-action.json";
    const auto config = read_config(shell_.globals);
    if (!config) return rows_.push_back(failed_check("configuration", config.error()));
    config_ = *config;
    config_read_ = true;
    std::error_code ignored;
    if (named || fs::exists(path, ignored)) {
      rows_.push_back(check_row("configuration", CheckState::ok, path.lexically_normal().string() + " is valid"));
    } else {
      rows_.push_back(check_row("configuration", CheckState::ok, "there is no release-action.json: the defaults hold"));
    }
  }

  void look_at_manifest(Inputs inputs) {
    config_ = inputs.config;
    plan_ = model::make_plan(inputs.manifest, inputs.config);
    if (model::any_errors(plan_->findings)) {
      rows_.push_back(failed_check("manifest", findings_error(plan_->findings, inputs.manifest.file)));
      return;
    }
    const std::size_t n = plan_->to_release();
    rows_.push_back(check_row("manifest", CheckState::ok,
                              fmt::format("{} {}, {} component{} to release from {}", plan_->product, plan_->version, n,
                                          n == 1 ? "" : "s", plan_->branch)));
  }

  Shell& shell_;
  Duration limit_;
  DoctorChecks rows_;
  model::Config config_;
  std::optional<model::Plan> plan_;
  bool has_git_ = false;
  bool config_read_ = false;
};

Result<int> doctor(Shell& shell, const std::string& timeout) {
  Duration limit = usual_limit;
  if (!timeout.empty()) {
    const auto given = parse_duration(timeout);
    if (!given) return error(Errc::usage, "--timeout: " + given.error().message, given.error().hint);
    limit = *given;
  }
  const DoctorChecks checks = Visit{shell, limit}.rows();
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(doctor_json(checks)));
  } else {
    auto style = style_of(shell, shell.environment.stdout_is_terminal);
    // What no terminal shows is not broken into lines.
    if (!shell.environment.stdout_is_terminal) style.columns = 1 << 20;
    shell.output.result(doctor_text(checks, style));
  }
  if (healthy(checks)) return 0;
  return doctor_error(checks);
}

}  // namespace

Command doctor_command() {
  Command command;
  command.name = "doctor";
  command.summary = "Tokens, rights, projects, branch rule, tools: what is well and what to do";
  command.example = "release-action doctor";
  command.add = [](CLI::App& app) -> Action {
    auto timeout = std::make_shared<std::string>();
    app.add_option("--timeout", *timeout, "Longest wait for all answers together (default: 30s)");
    return [timeout](Shell& shell) { return doctor(shell, *timeout); };
  };
  return command;
}

}  // namespace ra::cli
