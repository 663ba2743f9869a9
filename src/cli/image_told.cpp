#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

// What the parts of `image` that speak with registries have in common: names, and what came of it.
namespace ra::cli {

using model::Artifact;

void tell_pushed(Shell& shell, const oci::Pushed& pushed, const Artifact& image, const oci::Reference& to,
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

Result<int> end_of(Shell& shell, const std::vector<Artifact>& artifacts, const std::vector<Error>& errors) {
  show(shell, artifacts);
  if (errors.empty()) return 0;
  for (const auto& e : errors) shell.log.warning("{}", e.message);
  return first_of(errors, "things went wrong");
}

std::vector<std::string> known_repositories(const oci::Stored& root) {
  const auto base = root.document.annotations.find("org.opencontainers.image.base.name");
  if (base == root.document.annotations.end()) return {};
  const auto reference = oci::parse_reference(base->second);
  if (!reference) return {};
  return {reference->name()};
}

Result<oci::Reference> reference_of(const std::string& text, std::string_view what) {
  auto reference = oci::parse_reference(text);
  if (!reference) return with_context(std::move(reference).error(), what);
  return reference;
}

Artifact artifact_of_image(const oci::Stored& root) {
  Artifact artifact;
  artifact.kind = "image";
  artifact.sha256 = root.digest.substr(root.digest.find(':') + 1);
  std::uint64_t size = root.text.size();
  for (const auto& layer : root.document.layers) size += layer.size;
  artifact.size = size;
  return artifact;
}

Result<oci::Stored> find_image(Registries& registries, oci::Repository& repository, const oci::Reference& from) {
  RA_TRY_ASSIGN(auto found, run_coroutine(registries.io(), repository.manifest(from.wanted())));
  if (found) return *std::move(found);
  return error(Errc::not_found, fmt::format("there is no image {}", from.text()),
               "see whether its name and its tag are right");
}

std::vector<oci::Tag> tag_of(const oci::Reference& reference) {
  const std::string name = reference.tag.empty() ? "latest" : reference.tag;
  return {{name, oci::looks_moving(name)}};
}

}  // namespace ra::cli
