#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/coroutine.hpp"
#include "base/scratch_folder.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using model::Artifact;

// What came of each tag, as artifacts; the errors go to `errors`.
void tell(Shell& shell, const oci::Pushed& pushed, const Artifact& image, const oci::Reference& to,
          std::vector<Artifact>& artifacts, std::vector<Error>& errors) {
  for (const auto& outcome : pushed.tags) {
    Artifact artifact = image;
    oci::Reference tagged = to;
    tagged.tag = outcome.tag;
    tagged.digest.clear();
    artifact.name = tagged.text();
    artifact.destination = to.name();
    artifact.url = tagged.text();
    artifact.state = outcome.state;
    artifact.note = outcome.note;
    artifacts.push_back(std::move(artifact));
  }
  if (pushed.sent + pushed.mounted > 0)
    shell.log.info("{}: {} blobs sent ({} bytes), {} mounted", to.name(), pushed.sent, pushed.bytes, pushed.mounted);
  errors.insert(errors.end(), pushed.errors.begin(), pushed.errors.end());
}

Result<int> finish(Shell& shell, const std::vector<Artifact>& artifacts, const std::vector<Error>& errors) {
  show(shell, artifacts);
  if (errors.empty()) return 0;
  for (const auto& e : errors) shell.log.warning("{}", e.message);
  return first_of(errors, "things went wrong");
}

Result<Artifact> built(Shell& shell, const ImageOptions& options, const ImageWork& work, const model::Image& image) {
  const fs::path folder = image_folder(shell, options, work, image);
  auto there = image_artifact(shell, folder);
  if (there) return there;
  return options.dockerfile.empty() ? make_image(shell, options, work, image)
                                    : make_by_dockerfile(shell, options, work, image);
}

// The base image's repository, whose layers a registry may have already.
std::vector<std::string> known_of(const oci::Stored& root) {
  const auto base = root.document.annotations.find("org.opencontainers.image.base.name");
  if (base == root.document.annotations.end()) return {};
  const auto reference = oci::parse_reference(base->second);
  if (!reference) return {};
  return {reference->name()};
}

// Pushes one, and what `attest` has said of it as its referrers.
Result<oci::Pushed> push_one(Shell& shell, const ImageOptions& options, const ImageWork& work,
                             const model::Image& image, const oci::Reference& to, std::vector<Artifact>& attached) {
  RA_TRY_ASSIGN(const auto layout, oci::Layout::open(image_folder(shell, options, work, image)));
  RA_TRY_ASSIGN(const auto descriptor, layout.find(""));
  oci::Push push;
  RA_TRY_ASSIGN(push.root, layout.document(descriptor));
  RA_TRY_ASSIGN(push.tags, image_tags(work, options, image));
  if (options.branch.empty()) push.version = work.version.text();
  push.overwrite = options.overwrite;
  push.look_only = options.dry_run;
  const auto source = oci::source_of(layout, known_of(push.root));
  Registries registries{shell, work.inputs.config, to.registry, image.user_variable, image.password_variable};
  if (options.create_repository && !options.dry_run) RA_TRY(registries.make_room(to));
  auto repository =
      registries.repository(to, options.dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
  auto pushed = run_coroutine(registries.io(), oci::push(*source, repository, std::move(push)));
  if (!pushed.errors.empty()) return pushed;
  const fs::path folder = image_folder(shell, options, work, image);
  auto attestations = attach_attestations(registries, to, folder, descriptor, options.dry_run);
  if (attestations) {
    attached = *std::move(attestations);
  } else {
    pushed.errors.push_back(with_context(attestations.error(), to.name()));
  }
  return pushed;
}

Result<oci::Reference> reference_of(const std::string& text, std::string_view what) {
  auto reference = oci::parse_reference(text);
  if (!reference) return with_context(std::move(reference).error(), what);
  return reference;
}

Artifact artifact_of(const oci::Stored& root) {
  Artifact artifact;
  artifact.kind = "image";
  artifact.sha256 = root.digest.substr(root.digest.find(':') + 1);
  std::uint64_t size = root.text.size();
  for (const auto& layer : root.document.layers) size += layer.size;
  artifact.size = size;
  return artifact;
}

Result<oci::Stored> find(Registries& registries, oci::Repository& repository, const oci::Reference& from) {
  RA_TRY_ASSIGN(auto found, run_coroutine(registries.io(), repository.manifest(from.wanted())));
  if (found) return *std::move(found);
  return error(Errc::not_found, fmt::format("there is no image {}", from.text()),
               "see whether its name and its tag are right");
}

std::vector<oci::Tag> tag_of(const oci::Reference& reference) {
  const std::string name = reference.tag.empty() ? "latest" : reference.tag;
  return {{name, oci::looks_moving(name)}};
}

}  // namespace

Result<int> push_images(Shell& shell, const ImageOptions& options) {
  RA_TRY_ASSIGN(const ImageWork work, image_work(shell, options));
  std::vector<Artifact> artifacts;
  std::vector<Error> errors;
  for (const auto& image : work.images) {
    RA_TRY_ASSIGN(const Artifact made, built(shell, options, work, image));
    if (image.repository.empty()) {
      artifacts.push_back(made);
      artifacts.back().note = "it has no `repository`, and is not pushed";
      continue;
    }
    RA_TRY_ASSIGN(const auto to, image_repository(work, image));
    std::vector<Artifact> attached;
    const auto pushed = push_one(shell, options, work, image, to, attached);
    if (pushed) {
      tell(shell, *pushed, made, to, artifacts, errors);
      std::ranges::move(attached, std::back_inserter(artifacts));
    } else {
      errors.push_back(with_context(pushed.error(), "image " + image.name));
    }
  }
  return finish(shell, artifacts, errors);
}

Result<int> promote_image(Shell& shell, const ImageOptions& options) {
  if (options.words.size() < 2)
    return error(Errc::usage, "what is promoted, and to which tags?",
                 "release-action image promote ghcr.io/owner/name:1.2.3-rc.1 1.2.3");
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto from, reference_of(options.words.front(), "promote"));
  oci::Push push;
  for (std::size_t i = 1; i < options.words.size(); ++i) {
    const std::string& word = options.words[i];
    if (oci::is_tag(word)) {
      push.tags.push_back({word, oci::looks_moving(word)});
      continue;
    }
    RA_TRY_ASSIGN(const auto to, reference_of(word, "promote"));
    if (to.name() != from.name())
      return error(Errc::usage, fmt::format("{} is another repository than {}", to.name(), from.name()),
                   "release-action image copy FROM TO brings an image elsewhere");
    const auto tag = tag_of(to);
    push.tags.insert(push.tags.end(), tag.begin(), tag.end());
  }
  if (shell.globals.plan) {
    std::string text;
    for (const auto& tag : push.tags) text += fmt::format("{} → {}:{}\n", from.text(), from.name(), tag.name);
    shell.output.result(text);
    return 0;
  }
  Registries registries{shell, config, from.registry};
  auto repository =
      registries.repository(from, options.dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
  RA_TRY_ASSIGN(push.root, find(registries, repository, from));
  push.overwrite = options.overwrite;
  push.look_only = options.dry_run;
  const Artifact artifact = artifact_of(push.root);
  const auto pushed = run_coroutine(registries.io(), oci::retag(repository, std::move(push)));
  std::vector<Artifact> artifacts;
  std::vector<Error> errors;
  tell(shell, pushed, artifact, from, artifacts, errors);
  return finish(shell, artifacts, errors);
}

Result<int> copy_image(Shell& shell, const ImageOptions& options) {
  if (options.words.size() != 2)
    return error(Errc::usage, "which image is copied, and where to?",
                 "release-action image copy ghcr.io/owner/name:1.2.3 registry.example.org/name:1.2.3");
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto to, reference_of(options.words[1], "to"));
  if (!to.digest.empty()) return error(Errc::usage, "an image is copied to a tag, not to a digest");
  if (shell.globals.plan) {
    shell.output.result(fmt::format("{} → {}\n", options.words[0], to.text()));
    return 0;
  }
  Registries registries{shell, config, to.registry};
  RA_TRY_ASSIGN(const ScratchFolder scratch, ScratchFolder::create(shell.globals.work_folder() / "images"));
  RA_TRY_ASSIGN(const auto kept, oci::Layout::create(scratch.path()));
  oci::Push push;
  std::unique_ptr<oci::Source> source;
  if (options.words[0].starts_with(layout_prefix)) {
    const std::string where = options.words[0].substr(layout_prefix.size());
    const auto colon = where.rfind(':');
    RA_TRY_ASSIGN(const auto layout, oci::Layout::open(fs::path{shell.globals.directory} / where.substr(0, colon)));
    RA_TRY_ASSIGN(const auto root, layout.find(colon == std::string::npos ? "" : where.substr(colon + 1)));
    RA_TRY_ASSIGN(push.root, layout.document(root));
    source = oci::source_of(layout, known_of(push.root));
  } else {
    RA_TRY_ASSIGN(const auto from, reference_of(options.words[0], "from"));
    if (from.registry != to.registry) registries.reads_from(from.registry);
    auto repository = registries.repository(from, oci::Repository::Use::read);
    RA_TRY_ASSIGN(push.root, find(registries, repository, from));
    source = oci::source_of(repository, kept);
  }
  push.tags = tag_of(to);
  push.overwrite = options.overwrite;
  push.look_only = options.dry_run;
  const Artifact artifact = artifact_of(push.root);
  auto repository =
      registries.repository(to, options.dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
  const auto pushed = run_coroutine(registries.io(), oci::push(*source, repository, std::move(push)));
  std::vector<Artifact> artifacts;
  std::vector<Error> errors;
  tell(shell, pushed, artifact, to, artifacts, errors);
  return finish(shell, artifacts, errors);
}

}  // namespace ra::cli
