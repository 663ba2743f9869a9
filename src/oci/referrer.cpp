#include "oci/referrer.hpp"

#include "base/sha256.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::oci {

namespace {

constexpr int most_tries = 5;
constexpr Duration pause = std::chrono::milliseconds{200};

bool lists(const std::vector<Descriptor>& all, const std::string& digest) {
  return std::ranges::find(all, digest, &Descriptor::digest) != all.end();
}

Result<Descriptor> describe(const Referrer::Part& part) {
  Descriptor blob;
  blob.media_type = part.media_type;
  blob.annotations = part.annotations;
  if (part.content.file.empty()) {
    blob.digest = digest_of(part.content.bytes);
    blob.size = part.content.bytes.size();
    return blob;
  }
  RA_TRY_ASSIGN(const std::string sum, sha256_of_file(part.content.file));
  std::error_code ignored;
  blob.digest = "sha256:" + sum;
  blob.size = fs::file_size(part.content.file, ignored);
  return blob;
}

}  // namespace

// Two who attach at a time may overwrite each other's: who does not find his own does it again.
asio::awaitable<Result<>> add_to_referrers_tag(Repository& repository, std::string subject, Descriptor referrer) {
  const std::string tag = referrers_tag(subject);
  for (int attempt = 1; attempt <= most_tries; ++attempt) {
    auto found = co_await repository.manifest(tag);
    if (!found) co_return found.error();
    Document index;
    index.is_index = true;
    index.media_type = media::index;
    if (*found) index = (*found)->document;
    if (!index.is_index)
      co_return error(Errc::conflict, fmt::format("{}:{} is no index of referrers", repository.text(), tag),
                      "whoever has taken this tag must let it go");
    if (lists(index.manifests, referrer.digest)) co_return Result<>{};
    if (attempt > 1) {
      const auto sleep = repository.session()->access().sleep;
      const Duration wait = pause * attempt;
      co_await sleep(wait);
    }
    index.manifests.push_back(referrer);
    const Stored written = stored(index);
    const auto put = co_await repository.put_manifest(tag, written);
    if (!put) co_return put.error();
  }
  auto last = co_await repository.manifest(tag);
  if (!last) co_return last.error();
  if (*last && lists((*last)->document.manifests, referrer.digest)) co_return Result<>{};
  co_return error(Errc::unavailable, fmt::format("{}:{} changes again and again", repository.text(), tag),
                  "run it again when nobody else attaches anything");
}

asio::awaitable<Result<Descriptor>> push_referrer(Repository& repository, Descriptor subject, Referrer referrer) {
  const std::string nothing = "{}";
  Document manifest;
  manifest.media_type = media::manifest;
  manifest.artifact_type = referrer.artifact_type;
  manifest.annotations = referrer.annotations;
  manifest.config = Descriptor{media::empty, digest_of(nothing), nothing.size()};
  // What it is about is told without its platform and annotations: those of a list are the list's.
  manifest.subject = Descriptor{subject.media_type, subject.digest, subject.size};
  std::vector<Content> contents{Content{{}, nothing}};
  for (Referrer::Part& part : referrer.parts) {
    RA_CO_TRY_ASSIGN(Descriptor blob, describe(part));
    manifest.layers.push_back(std::move(blob));
    contents.push_back(std::move(part.content));
  }
  const Stored written = stored(manifest);
  Descriptor descriptor = written.descriptor();
  descriptor.artifact_type = manifest.artifact_type;
  descriptor.annotations = manifest.annotations;
  auto known = co_await repository.referrers(subject.digest);
  if (!known) co_return known.error();
  if (lists(*known, descriptor.digest)) co_return descriptor;
  std::vector<Descriptor> blobs{*manifest.config};
  blobs.insert(blobs.end(), manifest.layers.begin(), manifest.layers.end());
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    const std::vector<std::string> none;
    const auto there = co_await repository.take_over(blobs[i], none);
    if (!there) co_return there.error();
    if (*there == Arrived::was_there) continue;
    const auto sent = co_await repository.send_blob(blobs[i], contents[i]);
    if (!sent) co_return sent.error();
  }
  const auto put = co_await repository.put_manifest(descriptor.digest, written);
  if (!put) co_return put.error();
  if (*put == Answer::yes) co_return descriptor;
  const auto added = co_await add_to_referrers_tag(repository, subject.digest, descriptor);
  if (!added) co_return added.error();
  co_return descriptor;
}

}  // namespace ra::oci
