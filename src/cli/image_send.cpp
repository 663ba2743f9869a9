#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using model::Artifact;

Result<Artifact> built(Shell& shell, const ImageOptions& options, const ImageWork& work, const model::Image& image) {
  const fs::path folder = image_folder(shell, options, work, image);
  auto there = image_artifact(shell, folder);
  if (there) return there;
  return options.dockerfile.empty() ? make_image(shell, options, work, image)
                                    : make_by_dockerfile(shell, options, work, image);
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
  const auto source = oci::source_of(layout, known_repositories(push.root));
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
      tell_pushed(shell, *pushed, made, to, artifacts, errors);
      std::ranges::move(attached, std::back_inserter(artifacts));
    } else {
      errors.push_back(with_context(pushed.error(), "image " + image.name));
    }
  }
  return end_of(shell, artifacts, errors);
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
  RA_TRY_ASSIGN(push.root, find_image(registries, repository, from));
  push.overwrite = options.overwrite;
  push.look_only = options.dry_run;
  const Artifact artifact = artifact_of_image(push.root);
  const auto pushed = run_coroutine(registries.io(), oci::retag(repository, std::move(push)));
  std::vector<Artifact> artifacts;
  std::vector<Error> errors;
  tell_pushed(shell, pushed, artifact, from, artifacts, errors);
  return end_of(shell, artifacts, errors);
}

}  // namespace ra::cli
