#include "cli/artifact_version.hpp"
#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

Result<Inputs> inputs_of(const Shell& shell, const std::string& version) {
  const bool there =
      !shell.globals.manifest_file.empty() || fs::exists(fs::path{shell.globals.directory} / "release.json");
  if (there || version.empty()) {
    RA_TRY_ASSIGN(Inputs inputs, read_inputs(shell.globals));
    if (model::any_errors(inputs.manifest.findings))
      return findings_error(inputs.manifest.findings, inputs.manifest.file);
    return inputs;
  }
  // A repository that is no product has no manifest, and its version is told.
  Inputs inputs;
  RA_TRY_ASSIGN(inputs.config, read_config(shell.globals));
  return inputs;
}

}  // namespace

Result<ImageWork> image_work(const Shell& shell, const ImageOptions& options) {
  ImageWork work;
  RA_TRY_ASSIGN(work.inputs, inputs_of(shell, options.version));
  RA_TRY_ASSIGN(work.version, artifact_version(shell, options.version));
  work.inputs.manifest.version = work.version.text();
  const auto& all = work.inputs.config.images;
  if (all.empty()) return error(Errc::config, "no image is configured", "write a section `images`: see docs/image.md");
  std::vector<std::string> known;
  for (const auto& image : all) known.push_back(image.name);
  RA_TRY(check_names(options.words, known, "image"));
  for (const auto& image : all) {
    if (options.words.empty() || std::ranges::find(options.words, image.name) != options.words.end())
      work.images.push_back(image);
  }
  return work;
}

fs::path image_folder(const Shell& shell, const ImageOptions& options, const ImageWork& work,
                      const model::Image& image) {
  const fs::path dist =
      options.out.empty() ? shell.globals.work_folder() / "dist" : fs::path{shell.globals.directory} / options.out;
  return dist / fmt::format("{}-{}.oci", image.name, work.version.text());
}

Result<std::string> image_text(const ImageWork& work, const std::string& text) {
  auto values = model::placeholders_of(work.version, work.inputs.config);
  values["version"] = work.version.text();
  return model::expand(text, values);
}

Result<oci::Reference> image_repository(const ImageWork& work, const model::Image& image) {
  RA_TRY_ASSIGN(const std::string name, image_text(work, image.repository));
  auto reference = oci::parse_reference(name);
  if (!reference) return error(Errc::config, fmt::format("image {}: {}", image.name, reference.error().message));
  if (reference->tag.empty() && reference->digest.empty()) return reference;
  return error(Errc::config, fmt::format("image {}: its repository has a tag or a digest", image.name),
               "leave it out: the tags come from the version");
}

Result<std::vector<oci::Tag>> image_tags(const ImageWork& work, const ImageOptions& options,
                                         const model::Image& image) {
  if (!options.branch.empty()) return oci::branch_tags(options.branch, options.sha, work.inputs.config.branches.main);
  oci::TagRules rules;
  rules.latest = options.latest;
  rules.edition = image.edition.empty() ? work.inputs.config.edition : image.edition;
  rules.variant = image.variant;
  return oci::tags_of(work.version, rules);
}

Result<std::map<std::string, std::string>> image_labels(const Shell& shell, const ImageWork& work,
                                                        const model::Image& image, WallTime time) {
  // image-spec, annotations.md
  const std::string prefix = "org.opencontainers.image.";
  std::map<std::string, std::string> labels{{prefix + "version", work.version.text()},
                                            {prefix + "created", format_utc(time)}};
  const git::Command head{.arguments = {"rev-parse", "HEAD"}, .directory = shell.globals.directory};
  const auto commit = run_coroutine(git::output(head));
  if (commit) labels[prefix + "revision"] = std::string{trim(*commit)};
  if (!image.source.empty()) labels[prefix + "source"] = image.source;
  for (const auto& [name, text] : image.labels) {
    RA_TRY_ASSIGN(labels[name], image_text(work, text));
  }
  return labels;
}

Result<archive::Tree> layer_tree(const archive::Tree& tree, const bundle::Chosen& chosen,
                                 const model::ImageLayer& layer, bool on_base) {
  std::set<std::string> own;    // where things are put
  std::set<std::string> above;  // and the folders that these lie in
  for (const auto& piece : chosen.pieces) {
    for (const std::string& to : piece.part.to) {
      own.insert(to);
      for (auto slash = to.rfind('/'); slash != std::string::npos; slash = to.rfind('/', slash - 1)) {
        above.insert(to.substr(0, slash));
        if (slash == 0) break;
      }
    }
  }
  const auto& part = layer.part;
  const bool whole = (part.from == model::BundlePart::From::folder || part.extract) && part.only.empty();
  std::vector<archive::Entry> entries;
  for (archive::Entry entry : tree.entries()) {
    const bool is_folder = entry.kind == archive::Kind::folder;
    const bool placed = own.contains(entry.name);
    const bool implied = is_folder && (above.contains(entry.name) || placed || !whole);
    if (on_base && implied && !(placed && layer.owned)) continue;
    if (layer.owned && !(is_folder && above.contains(entry.name))) {
      entry.owner = layer.owner;
      entry.group = layer.group;
    }
    if (layer.mode && entry.kind == archive::Kind::file) entry.mode = *layer.mode;
    entries.push_back(std::move(entry));
  }
  return archive::Tree::of(std::move(entries));
}

}  // namespace ra::cli
