#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/coroutine.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/referrer.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using model::Artifact;

Result<oci::Referrer> referrer_of(const Shell& shell, const ImageOptions& options) {
  oci::Referrer referrer;
  referrer.artifact_type = options.artifact_type;
  for (std::size_t i = 1; i < options.words.size(); ++i) {
    const fs::path file = fs::path{shell.globals.directory} / options.words[i];
    if (!fs::is_regular_file(file)) return error(Errc::config, fmt::format("there is no file {}", options.words[i]));
    oci::Referrer::Part part;
    part.media_type = options.artifact_type;
    part.content.file = file;
    // image-spec, annotations.md: what a part is called.
    part.annotations["org.opencontainers.image.title"] = file.filename().string();
    referrer.parts.push_back(std::move(part));
  }
  return referrer;
}

}  // namespace

Result<int> attach_to_image(Shell& shell, const ImageOptions& options) {
  if (options.words.size() < 2 || options.artifact_type.empty())
    return error(Errc::usage, "what is attached, as what, and to which image?",
                 "release-action image attach ghcr.io/owner/name:1.2.3 sbom.json --artifact-type "
                 "application/vnd.cyclonedx+json");
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  auto to = oci::parse_reference(options.words.front());
  if (!to) return with_context(std::move(to).error(), "attach");
  RA_TRY_ASSIGN(auto referrer, referrer_of(shell, options));
  if (shell.globals.plan) {
    for (const auto& part : referrer.parts)
      shell.output.result(fmt::format("{} → {}\n", part.content.file.filename().string(), to->text()));
    return 0;
  }
  Registries registries{shell, config, to->registry};
  auto repository =
      registries.repository(*to, options.dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
  RA_TRY_ASSIGN(const auto found, run_coroutine(registries.io(), repository.manifest(to->wanted())));
  if (!found)
    return error(Errc::not_found, fmt::format("there is no image {}", to->text()),
                 "see whether its name and its tag are right");
  Artifact artifact;
  artifact.name = to->name() + "@" + found->digest;
  artifact.kind = "referrer";
  artifact.destination = to->name();
  artifact.state = Artifact::State::skipped;
  artifact.note = "dry run: it would be attached";
  if (!options.dry_run) {
    const oci::Descriptor subject = found->descriptor();
    RA_TRY_ASSIGN(const auto made,
                  run_coroutine(registries.io(), oci::push_referrer(repository, subject, std::move(referrer))));
    artifact.state = Artifact::State::uploaded;
    artifact.note = options.artifact_type;
    artifact.sha256 = made.digest.substr(made.digest.find(':') + 1);
    artifact.size = made.size;
    artifact.url = to->name() + "@" + made.digest;
  }
  show(shell, {artifact});
  return 0;
}

}  // namespace ra::cli
