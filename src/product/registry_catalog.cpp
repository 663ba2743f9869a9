#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/failures.hpp"
#include "oci/push.hpp"
#include "oci/reference.hpp"
#include "oci/referrer.hpp"
#include "product/catalog.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::product {

namespace {

// What is to be put in, as a source of oci::push.
class FromUpload final : public oci::Source {
 public:
  explicit FromUpload(Upload upload) : upload_{std::move(upload)} {}

  asio::awaitable<Result<oci::Stored>> document(oci::Descriptor /*manifest*/) override { co_return upload_.manifest; }

  asio::awaitable<Result<oci::Content>> blob(oci::Descriptor blob) override {
    const auto found = upload_.contents.find(blob.digest);
    if (found == upload_.contents.end()) co_return error(Errc::internal, "nothing is known of " + blob.digest);
    co_return found->second;
  }

  std::vector<std::string> there(const std::string& /*registry*/) const override { return {}; }

 private:
  Upload upload_;
};

// Refuses what is too large at once: nobody shall wait for it again and again.
class Small final : public http::BodySink {
 public:
  Result<> begin(const http::Response& /*head*/) override {
    text.clear();
    return {};
  }
  Result<> write(std::string_view piece) override {
    if (text.size() + piece.size() > most_read) return error(Errc::config, "it is too large to be a statement");
    text += piece;
    return {};
  }

  std::string text;
};

class RegistryCatalog final : public Catalog {
 public:
  explicit RegistryCatalog(oci::Repository repository) : repository_{std::move(repository)} {}

  std::string text() const override { return repository_.text(); }

  asio::awaitable<Result<std::vector<std::string>>> tags() override { return repository_.tags(); }

  asio::awaitable<Result<std::optional<oci::Stored>>> find(std::string wanted) override {
    return repository_.manifest(std::move(wanted));
  }

  asio::awaitable<Result<std::optional<std::string>>> read(std::string digest) override {
    Small small;
    http::Request get = repository_.request(http::Method::get, "/blobs/" + digest);
    get.into = &small;
    const auto answer = co_await repository_.send(std::move(get));
    if (!answer) co_return answer.error();
    if (answer->status == 404) co_return std::optional<std::string>{};
    if (answer->status != 200) co_return oci::refusal("reading " + text() + "@" + digest, *answer);
    if (oci::digest_of(small.text) != digest)
      co_return error(Errc::config, fmt::format("{} came with other content than its digest says", digest));
    co_return std::optional<std::string>{std::move(small.text)};
  }

  asio::awaitable<Result<>> fetch(oci::Descriptor blob, std::filesystem::path to) override {
    return repository_.fetch_blob(std::move(blob), std::move(to));
  }

  asio::awaitable<Result<Answer>> put(std::string tag, Tag kind, Upload upload) override {
    oci::Push push;
    push.root = upload.manifest;
    push.tags.push_back({std::move(tag), kind == Tag::moves});
    const oci::Stored manifest = upload.manifest;
    FromUpload source{std::move(upload)};
    const auto pushed = co_await oci::push(source, repository_, std::move(push));
    if (!pushed.errors.empty()) co_return pushed.errors.front();
    const bool written = pushed.tags.front().state == model::Artifact::State::uploaded;
    if (manifest.document.subject) co_await refer(manifest);
    co_return ra::answer(written);
  }

  std::string link(const std::string& digest) const override {
    return fmt::format("{}/v2/{}/blobs/{}", repository_.session()->url(), repository_.name(), digest);
  }

 private:
  // For other programs, which look for referrers. Nothing of ours depends on it: what cannot be listed is no error.
  asio::awaitable<void> refer(oci::Stored manifest) {
    const auto put = co_await repository_.put_manifest(manifest.digest, manifest);
    if (!put || *put == Answer::yes) co_return;
    oci::Descriptor referrer = manifest.descriptor();
    referrer.artifact_type = manifest.document.artifact_type;
    const std::string subject = manifest.document.subject->digest;
    const auto listed = co_await oci::add_to_referrers_tag(repository_, subject, referrer);
    if (!listed) repository_.session()->access().log.debug("{}", listed.error().message);
  }

  oci::Repository repository_;
};

}  // namespace

std::unique_ptr<Catalog> registry_catalog(oci::Repository repository) {
  return std::make_unique<RegistryCatalog>(std::move(repository));
}

}  // namespace ra::product
