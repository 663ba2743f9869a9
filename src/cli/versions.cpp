#include "cli/versions.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/inputs.hpp"
#include "versioning/apply.hpp"
#include "versioning/of_manifest.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace ra::cli {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* own_identifier = "--prerelease";

asio::awaitable<Result<versioning::Question>> question_of(const std::string& directory, const model::Config& config,
                                                          const VersionsOptions& options) {
  git::Repository repository{directory, config.git.remote};
  versioning::Question question;
  question.directory = directory;
  question.config = config.versioning;
  question.branch = options.branch;
  auto head = co_await repository.head();
  RA_CO_TRY_ASSIGN(question.commit, std::move(head));
  if (question.branch.empty()) {
    auto branch = co_await repository.current_branch();
    RA_CO_TRY_ASSIGN(question.branch, std::move(branch));
  }
  if (question.branch.empty() && options.prerelease.empty() && !config.versioning.prereleases.empty()) {
    co_return error(Errc::usage, "no branch is checked out, and versions hang on it (versioning.prereleases)",
                    "name it with --branch");
  }
  const auto remote = co_await repository.remote_url();
  question.repository = repository_name(remote, directory);
  if (!options.prerelease.empty()) {
    if (question.branch.empty()) question.branch = own_identifier;
    question.config.prereleases[question.branch] = options.prerelease;
  }
  co_return question;
}

asio::awaitable<Result<Versions>> ask(std::string directory, const model::Config& config,
                                      const VersionsOptions& options) {
  auto asked = co_await question_of(directory, config, options);
  RA_CO_TRY_ASSIGN(const versioning::Question question, std::move(asked));
  Versions versions;
  versions.commit = question.commit;
  auto reading = co_await versioning::read_all(question);
  RA_CO_TRY_ASSIGN(versions.reading, std::move(reading));
  co_return versions;
}

Result<Versions> of_product(Shell& shell) {
  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  Versions versions;
  versions.product = model::make_plan(inputs.manifest, inputs.config);
  if (model::any_errors(versions.product->findings))
    return findings_error(versions.product->findings, inputs.manifest.file);
  versions.plan = versioning::plan_of(*versions.product);
  versions.manifest = inputs.manifest.file;
  RA_TRY_ASSIGN(versions.reading.tree.files[versions.manifest],
                read_file(inputs.manifest_path, model::max_manifest_bytes));
  return versions;
}

}  // namespace

std::string repository_name(const Result<std::string>& remote, const std::string& directory) {
  std::string name = remote ? *remote : std::string{};
  while (name.ends_with('/')) name.pop_back();
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  name = name.substr(name.find_last_of("/:") + 1);
  if (!name.empty()) return one_line(name, 100);
  const fs::path folder = fs::absolute(directory).lexically_normal();
  return (folder.has_filename() ? folder : folder.parent_path()).filename().string();
}

bool is_product(const Shell& shell, const model::Config& config) {
  const bool has_manifest =
      !shell.globals.manifest_file.empty() || fs::exists(fs::path{shell.globals.directory} / "release.json");
  return has_manifest && config.versioning.components.empty();
}

Result<Versions> read_versions(Shell& shell, const model::Config& config, const VersionsOptions& options) {
  if (is_product(shell, config)) return of_product(shell);

  RA_TRY_ASSIGN(Versions versions, run_coroutine(ask(shell.globals.directory, config, options)));
  RA_TRY_ASSIGN(versions.plan, versioning::make_release_plan(versions.reading.components, versions.reading.subjects,
                                                             config.versioning));
  return versions;
}

Result<bump::Files> new_files(const Versions& versions) {
  if (!versions.product) return versioning::apply(versions.reading, versions.plan);
  const std::string& before = versions.reading.tree.files.at(versions.manifest);
  RA_TRY_ASSIGN(std::string after, versioning::apply(before, *versions.product));
  bump::Files changed;
  if (after != before) changed[versions.manifest] = std::move(after);
  return changed;
}

}  // namespace ra::cli
