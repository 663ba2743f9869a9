#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/versions.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "versioning/plan_text.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

struct Options {
  VersionsOptions versions;
  std::string component;
  std::string explain;
  std::string expect;
  bool next = false;
  bool write = false;
};

Result<std::size_t> index_of(const versioning::ReleasePlan& plan, const std::string& name) {
  const auto found = std::ranges::find(plan.components, name, &versioning::Planned::name);
  if (found != plan.components.end()) return static_cast<std::size_t>(found - plan.components.begin());
  std::vector<std::string> names;
  for (const auto& p : plan.components) names.push_back(p.name);
  const std::string near = nearest(name, names);
  return error(Errc::usage, fmt::format("there is no component `{}`", one_line(name, 80)),
               near.empty() ? "release-action version lists them" : fmt::format("did you mean `{}`?", near));
}

Result<std::string> next(const versioning::ReleasePlan& plan, const std::string& component) {
  if (component.empty() && plan.components.size() > 1) {
    return error(Errc::usage,
                 fmt::format("there are {} components, each with a version of its own", plan.components.size()),
                 "name one with --component, or leave --next out");
  }
  if (component.empty()) return plan.components.front().to;
  RA_TRY_ASSIGN(const std::size_t index, index_of(plan, component));
  return plan.components[index].to;
}

Result<std::string> explained(const Versions& versions, const std::string& name,
                              const model::VersioningConfig& config) {
  RA_TRY_ASSIGN(const std::size_t i, index_of(versions.plan, name));
  const auto& planned = versions.plan.components[i];
  if (versions.product)
    return fmt::format("{}: {} → {}, because {}\n", planned.name, planned.from, planned.to, planned.reason);
  return versioning::explain(planned, versions.reading.components[i], versions.reading.subjects[i], config);
}

// Equal is done; what somebody is at work on is not written over.
Result<> write(Shell& shell, const Versions& versions) {
  RA_TRY_ASSIGN(const bump::Files files, new_files(versions));
  std::vector<std::pair<fs::path, const std::string*>> to_write;
  for (const auto& [path, text] : files) {
    const fs::path file = fs::path{shell.globals.directory} / path;
    RA_TRY_ASSIGN(const std::string now, read_file(file, std::uint64_t{256} << 20U));
    if (now == text) continue;
    if (now != versions.reading.tree.files.at(path)) {
      return error(Errc::conflict, fmt::format("{} has changes that are not committed", path),
                   "commit them or stash them first");
    }
    to_write.emplace_back(file, &text);
  }
  for (const auto& [file, text] : to_write) RA_TRY(write_file(file, *text));
  shell.log.info("{} written", to_write.empty()
                                   ? "nothing had to be"
                                   : fmt::format("{} file{}", to_write.size(), to_write.size() == 1 ? "" : "s"));
  return {};
}

Result<int> version(Shell& shell, const Options& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const Versions versions, read_versions(shell, config, options.versions));
  const std::string digest = versioning::digest_of(versions.plan);
  if (!options.expect.empty() && options.expect != digest) {
    return error(Errc::conflict, fmt::format("the plan is another one now: {}", digest),
                 "look at it again: release-action version");
  }
  if (options.write && !shell.globals.plan) RA_TRY(write(shell, versions));
  if (options.next) {
    RA_TRY_ASSIGN(const std::string text, next(versions.plan, options.component));
    shell.output.result(text + "\n");
  } else if (!options.explain.empty()) {
    RA_TRY_ASSIGN(const std::string text, explained(versions, options.explain, config.versioning));
    shell.output.result(text);
  } else if (shell.globals.json) {
    shell.output.result(json::dump_pretty(versioning::to_json(versions.plan)));
  } else {
    shell.output.result(versioning::plan_text(versions.plan));
  }
  return 0;
}

}  // namespace

Command version_command() {
  Command command;
  command.name = "version";
  command.summary = "The next version of each component, and why";
  command.example = "release-action version --next";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<Options>();
    auto* next = app.add_flag("--next", options->next, "The next version alone");
    app.add_option("--component", options->component, "Of which component --next tells")->needs(next);
    app.add_option("--explain", options->explain,
                   "Every commit since this component's last release, and what it calls for")
        ->excludes(next);
    app.add_option("--branch", options->versions.branch,
                   "The branch to release from. Default: the one that is checked out");
    app.add_option("--prerelease", options->versions.prerelease, "Make pre-releases of this identifier, such as rc");
    app.add_flag("--write", options->write, "Write the versions into the files of the work tree");
    app.add_option("--expect", options->expect, "Refuse any other plan than the one with this digest");
    return [options](Shell& shell) { return version(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
