#include "cli/image.hpp"

#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "oci/referrer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using model::Artifact;

constexpr std::uint64_t most_attestation = std::uint64_t{64} << 20U;

struct Kind {
  const char* ending;  // of the file that `attest` has written beside the image
  const char* type;    // as others look for it
};
constexpr Kind predicates[] = {{".cdx.json", "application/vnd.cyclonedx+json"},
                               {".spdx.json", "application/spdx+json"},
                               {".sigstore.json", "application/vnd.dev.sigstore.bundle.v0.3+json"}};

// Lists name the image by its digest as they are, statements in what they have packed.
bool is_about(const std::string& text, const std::string& digest) {
  if (text.find(digest) != std::string::npos) return true;
  const auto bundle = json::parse(text);
  if (!bundle) return false;
  const auto payload = from_base64((*bundle)["dsseEnvelope"]["payload"].as_string());
  return payload && payload->find(digest) != std::string::npos;
}

Result<oci::Referrer> referrer_of(const fs::path& file, const Kind& kind, const std::string& digest) {
  RA_TRY_ASSIGN(std::string text, read_file(file, most_attestation));
  if (!is_about(text, digest))
    return error(Errc::config,
                 fmt::format("{} is about another image than sha256:{}", file.filename().string(), digest),
                 "it was made again since then: run release-action attest");
  oci::Referrer referrer;
  referrer.artifact_type = kind.type;
  oci::Referrer::Part part;
  part.media_type = kind.type;
  part.content.bytes = std::move(text);
  // image-spec, annotations.md: what a part is called.
  part.annotations["org.opencontainers.image.title"] = file.filename().string();
  referrer.parts.push_back(std::move(part));
  return referrer;
}

}  // namespace

Result<std::vector<Artifact>> attach_attestations(Registries& registries, const oci::Reference& to,
                                                  const fs::path& image, const oci::Descriptor& subject, bool dry_run) {
  const std::string digest = subject.digest.substr(subject.digest.find(':') + 1);
  auto repository = registries.repository(to, dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
  std::vector<Artifact> attached;
  std::vector<oci::Descriptor> before;
  for (const Kind& kind : predicates) {
    const fs::path file = image.string() + kind.ending;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) continue;
    RA_TRY_ASSIGN(auto referrer, referrer_of(file, kind, digest));
    Artifact artifact;
    artifact.name = file.filename().string();
    artifact.kind = "referrer";
    artifact.size = fs::file_size(file, ignored);
    RA_TRY_ASSIGN(artifact.sha256, sha256_of_file(file));
    artifact.destination = to.name();
    artifact.state = Artifact::State::skipped;
    artifact.note = "dry run: it would be attached";
    if (!dry_run) {
      if (attached.empty()) {
        RA_TRY_ASSIGN(before, run_coroutine(registries.io(), repository.referrers(subject.digest)));
      }
      RA_TRY_ASSIGN(const auto made,
                    run_coroutine(registries.io(), oci::push_referrer(repository, subject, std::move(referrer))));
      const bool was_there = std::ranges::find(before, made.digest, &oci::Descriptor::digest) != before.end();
      artifact.state = was_there ? Artifact::State::present : Artifact::State::uploaded;
      artifact.note = kind.type;
      artifact.url = to.name() + "@" + made.digest;
    }
    attached.push_back(std::move(artifact));
  }
  return attached;
}

}  // namespace ra::cli
