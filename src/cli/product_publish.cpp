#include "cli/artifact_version.hpp"
#include "cli/artifacts.hpp"
#include "cli/product.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

Result<product::Name> name_of(const Shell& shell, const ProductOptions& options) {
  if (!options.words.empty() && options.words.front().find('@') != std::string::npos)
    return product::parse_name(options.words.front());
  RA_TRY_ASSIGN(const model::Version version, artifact_version(shell, options.version));
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  std::string name = config.product;
  if (name.empty()) {
    RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
    name = inputs.config.product;
  }
  return product::make_name(name, version.text());
}

// Those that the words name, by patterns; else all that was made.
Result<std::vector<fs::path>> files_of(const Shell& shell, const ProductOptions& options) {
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < options.words.size(); ++i) {
    const std::string& word = options.words[i];
    if (i == 0 && word.find('@') != std::string::npos) continue;
    const auto found = glob_files(shell.globals.directory, word);
    if (found.empty())
      return error(Errc::usage, fmt::format("`{}` names no file", one_line(word, 100)),
                   "see whether the name is right");
    for (const auto& path : found) files.push_back(fs::path{shell.globals.directory} / path);
  }
  std::error_code ignored;
  if (files.empty()) {
    for (const auto& entry : fs::directory_iterator{shell.globals.work_folder() / "dist", ignored}) {
      if (entry.is_regular_file(ignored)) files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());  // not std::ranges::unique: clang 14 cannot
  return files;
}

Result<product::Draft> draft_of(const Shell& shell, const ProductOptions& options) {
  product::Draft draft;
  RA_TRY_ASSIGN(draft.name, name_of(shell, options));
  draft.update = options.kind == "update";
  if (options.description.empty())
    return error(Errc::usage, "nothing says how it is deployed",
                 "give it the file: release-action product publish --description deployment.yml");
  draft.description = fs::path{shell.globals.directory} / options.description;
  RA_TRY_ASSIGN(draft.files, files_of(shell, options));
  if (options.notes.empty()) return draft;
  RA_TRY_ASSIGN(draft.notes, read_file(fs::path{shell.globals.directory} / options.notes, product::most_notes));
  return draft;
}

std::string plan_text(const product::Made& made, const std::string& catalog) {
  std::string text = fmt::format("{} ({}) {} → {}\n", made.product.name.text(),
                                 made.product.update ? "update" : "initial", made.upload.manifest.digest, catalog);
  text += fmt::format("  {} (how it is deployed)\n", one_line(made.product.description.name));
  for (const auto& file : made.product.files) text += fmt::format("  {}\n", one_line(file.name));
  return text;
}

}  // namespace

Result<int> publish_product(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const auto draft, draft_of(shell, options));
  RA_TRY_ASSIGN(auto made, product::make_product(draft));
  if (shell.globals.plan) {
    RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
    shell.output.result(plan_text(made, catalog_of(shell, options, config)));
    return 0;
  }
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(const auto speaker, speaker_of(shell, options, *work, product::Kind::publication));
  model::Artifact artifact;
  artifact.name = draft.name.text();
  artifact.kind = "product";
  artifact.sha256 = made.upload.manifest.digest.substr(made.upload.manifest.digest.find(':') + 1);
  for (const auto& layer : made.upload.manifest.document.layers) artifact.size += layer.size;
  artifact.destination = work->catalog->text();
  artifact.url = work->catalog->text() + "@" + made.upload.manifest.digest;
  auto publishing =
      product::publish(work->reading(shell), std::move(made), speaker, work->clock.wall(), options.dry_run);
  RA_TRY_ASSIGN(const auto done, run_coroutine(work->registries->io(), std::move(publishing)));
  const bool to_do = done.put || done.said;
  if (to_do && !options.dry_run) {
    product::Statement said;
    said.kind = product::Kind::publication;
    said.product = done.digest;
    said.name = draft.name;
    said.by = speaker.name;
    said.at = work->clock.wall();
    said.reason = options.kind;
    tell_of_product_now(shell, *work, event_about(shell, said));
  }
  artifact.state = !to_do            ? model::Artifact::State::present
                   : options.dry_run ? model::Artifact::State::skipped
                                     : model::Artifact::State::uploaded;
  if (to_do && options.dry_run) artifact.note = "dry run: it would be published";
  show(shell, {artifact});
  return 0;
}

Result<int> pull_product(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const std::string wanted, product_named(options));
  if (shell.globals.plan) {
    shell.output.result(fmt::format("{} would be fetched\n", one_line(wanted)));
    return 0;
  }
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  auto reading = product::read_one(work->reading(shell), wanted);
  RA_TRY_ASSIGN(const auto whole, run_coroutine(work->registries->io(), std::move(reading)));
  const product::State state = product::state_of(whole.entry, work->trust);
  const std::string name = whole.product.name.text();
  if (!state.published)
    return error(Errc::failed_ci, fmt::format("{} is not to be trusted: {}", name, state.not_published),
                 "release-action product show tells who has said what");
  const std::string folder_name = product::version_tag(whole.product.name);
  const fs::path folder =
      options.to.empty() ? work->folder / "pulled" / folder_name : fs::absolute(shell.globals.directory) / options.to;
  auto pulling = product::pull(*work->catalog, whole.product, folder);
  RA_TRY(run_coroutine(work->registries->io(), std::move(pulling)));
  model::Artifact artifact;
  std::vector<model::Artifact> artifacts;
  artifact.destination = work->catalog->text();
  artifact.kind = "file";
  std::vector<product::File> files{whole.product.description};
  files.insert(files.end(), whole.product.files.begin(), whole.product.files.end());
  for (const auto& file : files) {
    artifact.name = file.name;
    artifact.path = (folder / file.name).string();
    artifact.size = file.blob.size;
    artifact.sha256 = file.blob.digest.substr(file.blob.digest.find(':') + 1);
    artifact.state = model::Artifact::State::present;
    artifacts.push_back(artifact);
  }
  show(shell, artifacts);
  return 0;
}

}  // namespace ra::cli
