#include "cli/artifact_version.hpp"
#include "cli/artifacts.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "model/artifact.hpp"
#include "model/placeholders.hpp"
#include "pack/deb_writer.hpp"
#include "pack/package_config.hpp"
#include "pack/rpm_writer.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <algorithm>
#include <thread>

namespace fs = std::filesystem;

// `rpm` and `deb`: the same descriptions, written for one packager or the other.
namespace ra::cli {

namespace {

using pack::Packager;

struct PackageOptions {
  std::vector<std::string> names;
  std::string out;
  std::string version;
};

constexpr std::uint64_t max_config = std::uint64_t{4} << 20U;

Result<std::vector<pack::Package>> packages_of(const Shell& shell, const PackageOptions& options, Packager packager) {
  const fs::path file = config_path(shell.globals);
  const auto text = read_file(file, max_config);
  if (!text && text.error().code != Errc::not_found) return text.error();
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const model::Version version, artifact_version(shell, options.version));
  auto values = model::placeholders_of(version, config);
  values["version"] = version.text();
  std::vector<pack::Package> all;
  if (text) {
    RA_TRY_ASSIGN(all, pack::parse_packages(file.string(), *text, packager, values));
  }
  if (all.empty()) return error(Errc::config, "no package is described", "write a section `rpms`: see docs/rpm.md");
  std::vector<std::string> known;
  for (const auto& package : all) known.push_back(package.name);
  RA_TRY(check_names(options.names, known, "package"));
  std::erase_if(all, [&](const auto& package) {
    return !options.names.empty() && std::ranges::find(options.names, package.name) == options.names.end();
  });
  return all;
}

Result<model::Artifact> pack_one(const pack::Package& package, Packager packager, const pack::BuildOptions& options,
                                 const fs::path& folder) {
  const bool rpm = packager == Packager::rpm;
  auto built = rpm ? run_coroutine(pack::write_rpm(package, options)) : pack::write_deb(package, options);
  if (!built) return with_context(std::move(built).error(), package.name);
  model::Artifact artifact;
  artifact.name = built->path.filename().string();
  artifact.kind = rpm ? "rpm" : "deb";
  artifact.path = fs::absolute(built->path).lexically_proximate(folder).string();
  artifact.size = built->size;
  RA_TRY_ASSIGN(artifact.sha256, sha256_of_file(built->path));
  return artifact;
}

Result<int> make_packages(Shell& shell, const PackageOptions& options, Packager packager) {
  RA_TRY_ASSIGN(const auto packages, packages_of(shell, options, packager));
  if (shell.globals.plan) {
    std::string text;
    for (const auto& package : packages) text += package.name + "\n";
    shell.output.result(text);
    return 0;
  }
  RA_TRY_ASSIGN(const WallTime time, source_time(shell));
  const fs::path folder = fs::absolute(shell.globals.directory).lexically_normal();
  pack::BuildOptions build;
  build.folder = folder;
  build.output = options.out.empty() ? shell.globals.work_folder() / "dist" : folder / options.out;
  build.built_at = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  build.threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<model::Artifact> artifacts;
  for (const auto& package : packages) {
    RA_TRY_ASSIGN(auto artifact, pack_one(package, packager, build, folder));
    shell.log.info("{} ({} bytes)", artifact.name, artifact.size);
    artifacts.push_back(std::move(artifact));
  }
  show(shell, artifacts);
  return 0;
}

Command package_command(const std::string& name, const std::string& summary, Packager packager) {
  Command command;
  command.name = name;
  command.summary = summary;
  command.example = "release-action " + name;
  command.add = [packager](CLI::App& app) -> Action {
    auto options = std::make_shared<PackageOptions>();
    app.add_option("names,--packages", options->names, "Names of the packages to make (default: all)");
    app.add_option("--out", options->out, "The folder to write them into (default: .release-action/dist)");
    app.add_option("--release-version", options->version, "The version that they have (default: the manifest's)");
    return [options, packager](Shell& shell) { return make_packages(shell, *options, packager); };
  };
  return command;
}

}  // namespace

Command rpm_command() {
  return package_command("rpm", "Makes RPM packages of what the configuration describes, without rpmbuild",
                         Packager::rpm);
}

Command deb_command() {
  return package_command("deb", "Makes Debian packages by the same description as the RPMs", Packager::deb);
}

}  // namespace ra::cli
