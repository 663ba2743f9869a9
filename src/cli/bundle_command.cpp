#include "cli/artifacts.hpp"
#include "cli/bundle_parts.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bundle/verify.hpp"
#include "bundle/write.hpp"
#include "history/releases.hpp"
#include "model/artifact.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

struct BundleOptions {
  std::vector<std::string> names;
  std::string out;
  std::string cache;
};

Result<std::vector<bundle::Chosen>> choose_all(const Inputs& inputs, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const auto& bundle : inputs.config.bundles) known.push_back(bundle.name);
  if (known.empty())
    return error(Errc::config, "no bundle is configured", "write a section `bundles`: see docs/bundle.md");
  RA_TRY(check_names(names, known, "bundle"));
  std::vector<bundle::Chosen> all;
  for (const auto& bundle : inputs.config.bundles) {
    if (!names.empty() && std::ranges::find(names, bundle.name) == names.end()) continue;
    RA_TRY_ASSIGN(auto chosen, bundle::choose(bundle, inputs.manifest, inputs.config));
    all.push_back(std::move(chosen));
  }
  return all;
}

// What would go where, without a look at any of it.
std::string plan_text(const std::vector<bundle::Chosen>& all) {
  std::string text;
  for (const auto& chosen : all) {
    text += fmt::format("{}\n", chosen.file);
    for (const auto& piece : chosen.pieces) {
      for (const auto& to : piece.part.to) {
        text += fmt::format("  {}{} → {}\n", piece.shown(), piece.part.extract ? " (unpacked)" : "",
                            to.empty() ? "." : to + "/");
      }
    }
  }
  return text;
}

Result<> hold_against(Shell& shell, const std::vector<model::Finding>& findings) {
  for (const auto& finding : findings) {
    shell.log.warning("{}: {}", finding.code, finding.message);
  }
  if (findings.empty()) return {};
  Error e = error(Errc::config, findings.front().message, findings.front().hint);
  if (findings.size() > 1) e.message += fmt::format("; {} more things are wrong, see above", findings.size() - 1);
  return e;
}

// The release before this one, by the tags of this clone.
std::string version_before(const Shell& shell, const model::Version& version) {
  const auto releases = run_coroutine(history::read_releases(shell.globals.directory, "{version}"));
  if (!releases) return {};
  for (const auto& release : *releases) {  // the highest first
    const auto one = model::Version::parse(release.version);
    if (one && *one < version && one->qualifier.empty()) return release.version;
  }
  return {};
}

// A size that nobody expects is told; that there is nothing to compare with is no reason to stop.
void compare(Shell& shell, const Inputs& inputs, const bundle::Chosen& chosen, const model::Artifact& made) {
  if (chosen.previous.empty()) return;
  auto values = model::placeholders_of(chosen.version, inputs.config);
  values["previous"] = version_before(shell, chosen.version);
  const auto where = model::expand(chosen.previous, values);
  if (!where || values["previous"].empty()) {
    shell.log.info("{}: its size is compared with none: {}", made.name,
                   where ? "no tag is of an earlier release" : where.error().message);
    return;
  }
  const auto before = size_before(shell, inputs.config, *where);
  if (!before) {
    shell.log.info("{}: its size is compared with none: {}", made.name, before.error().message);
    return;
  }
  const auto finding = bundle::compare_sizes(made.name, made.size, *before);
  if (finding) shell.log.warning("{}; {}", finding->message, finding->hint);
}

Result<std::vector<model::Artifact>> make_all(Shell& shell, const Inputs& inputs, const BundleOptions& options,
                                              const std::vector<bundle::Chosen>& all) {
  RA_TRY_ASSIGN(const WallTime time, source_time(shell));
  const fs::path work = shell.globals.work_folder();
  const fs::path dist = options.out.empty() ? work / "dist" : fs::path{shell.globals.directory} / options.out;
  const fs::path cache = options.cache.empty() ? work / "cache" : fs::path{shell.globals.directory} / options.cache;
  RA_TRY_ASSIGN(const ScratchFolder unpacked, ScratchFolder::create(work / "unpacked"));
  bundle::Content content{unpacked.path()};
  archive::PackedMembers packed;
  std::vector<model::Artifact> artifacts;
  for (const auto& chosen : all) {
    RA_TRY_ASSIGN(const auto here, bring(shell, inputs.config, chosen.pieces, cache));
    RA_TRY_ASSIGN(const archive::Tree tree, content.of(chosen, here));
    RA_TRY(hold_against(shell, bundle::verify(chosen, tree)));
    RA_TRY_ASSIGN(auto made, bundle::write(chosen, tree, dist, time, packed));
    compare(shell, inputs, chosen, made.front());
    std::ranges::move(made, std::back_inserter(artifacts));
  }
  const fs::path folder = fs::absolute(shell.globals.directory).lexically_normal();
  for (auto& artifact : artifacts) artifact.path = fs::absolute(artifact.path).lexically_proximate(folder).string();
  return artifacts;
}

Result<int> make_bundles(Shell& shell, const BundleOptions& options) {
  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  if (model::any_errors(inputs.manifest.findings))
    return findings_error(inputs.manifest.findings, inputs.manifest.file);
  RA_TRY_ASSIGN(const auto all, choose_all(inputs, options.names));
  if (shell.globals.plan) {
    shell.output.result(plan_text(all));
    return 0;
  }
  RA_TRY_ASSIGN(const auto artifacts, make_all(shell, inputs, options, all));
  show(shell, artifacts);
  return 0;
}

}  // namespace

Command bundle_command() {
  Command command;
  command.name = "bundle";
  command.summary =
      "Puts the released components together into zip or tar files, checked and the same on every machine";
  command.example = "release-action bundle community";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<BundleOptions>();
    app.add_option("names,--bundles", options->names, "Names of the bundles to make (default: all)");
    app.add_option("--out", options->out, "The folder to write them into (default: .release-action/dist)");
    app.add_option("--cache", options->cache,
                   "Where what was fetched is kept by its sum (default: .release-action/cache)");
    return [options](Shell& shell) { return make_bundles(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
