#include "base/try.hpp"
#include "oci/reference.hpp"
#include "oci/repository.hpp"
#include "publish/oci_files.hpp"
#include "publish/registry_login.hpp"

#include <fmt/format.h>

#include <set>

namespace asio = boost::asio;

// Registries of containers, which hold files as well: those that go to one tag are one artifact. They arrive one by one
// and are seen when its manifest is there, which comes last.
namespace ra::publish {

namespace {

// What goes under one tag.
struct Tagged {
  oci::Reference name;
  OciFiles ours;
  std::shared_ptr<oci::Session> session;
  bool looked = false;
  std::optional<oci::Stored> there;
  std::set<std::string> sent;
  bool undone = false;
};

class OciArtifacts final : public Destination {
 public:
  explicit OciArtifacts(const Access& access)
      : access_{access}, login_{registry_login(access.client, access.environment, access.clock)} {
    user_ = access.token.empty() ? access.user : "token";  // whoever has a token need not say who he is
    password_ = access.token.empty() ? access.password : access.token;
  }

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    std::map<std::string, std::vector<Item>> by_tag;
    for (const Item& item : items) by_tag[item.where].push_back(item);
    for (const auto& [where, files] : by_tag) {
      Tagged one;
      auto name = oci::parse_reference(where);
      if (!name) return error(Errc::config, fmt::format("{}: {}", files.front().destination, name.error().message));
      if (name->tag.empty() || !name->digest.empty())
        return error(Errc::config, fmt::format("{}: `{}` is no tag", files.front().destination, where),
                     "such as ghcr.io/owner/name:{version}");
      one.name = *std::move(name);
      RA_TRY_ASSIGN(one.ours, oci_files(files, access_.setting("artifactType"), access_.setting("version")));
      one.session = session(one.name.registry);
      tags_[where] = std::move(one);
    }
    return items;
  }

  std::size_t at_once() const override { return usually_at_once; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    Tagged& tag = tags_.at(item.where);
    auto repository = repository_of(tag, item.look_only ? oci::Repository::Use::read : oci::Repository::Use::write);
    if (!tag.looked) {
      auto found = co_await repository.manifest(tag.name.tag);
      if (!found) co_return found.error();
      tag.there = *std::move(found);
      tag.looked = true;
    }
    if (tag.there) {
      auto sum = titled(tag.there->document, item.name);
      if (sum) co_return sum;
      co_return another(tag, tag.there->digest, "it does not hold " + item.name);
    }
    if (!tag.sent.contains(item.name)) co_return std::optional<std::string>{};
    // A registry takes a blob only if it is what its digest says (distribution-spec, "Pushing Blobs").
    const oci::Descriptor blob = tag.ours.files.at(item.name);
    const auto arrived = co_await repository.has_blob(blob);
    if (!arrived) co_return arrived.error();
    if (*arrived == Answer::no) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{blob.digest.substr(blob.digest.find(':') + 1)};
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    Tagged& tag = tags_.at(item.where);
    auto repository = repository_of(tag, oci::Repository::Use::write);
    const oci::Descriptor blob = tag.ours.files.at(item.name);
    tag.sent.insert(item.name);
    const oci::Content content{item.file, {}};
    auto sent = co_await bring(repository, blob, content);
    co_return sent;
  }

  asio::awaitable<Result<>> finish(const std::vector<Item>& /*items*/) override {
    for (auto& [where, tag] : tags_) {
      if (tag.there) continue;
      const auto done = co_await put(tag);
      if (!done) co_return done.error();
    }
    co_return Result<>{};
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("deletes {} with all its files", item.where);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    Tagged& tag = tags_.at(item.where);
    if (tag.undone || !tag.there) co_return Result<>{};
    if (tag.there->digest != tag.ours.manifest.digest)
      co_return another(tag, tag.there->digest, "it is not deleted, for it is not all of it from here");
    auto repository = repository_of(tag, oci::Repository::Use::remove);
    const std::string digest = tag.there->digest;
    const auto removed = co_await repository.remove_manifest(digest);
    if (!removed) co_return removed.error();
    tag.undone = true;
    co_return Result<>{};
  }

 private:
  std::shared_ptr<oci::Session> session(const std::string& registry) {
    auto& one = sessions_[registry];
    if (one) return one;
    oci::AskCredentials ask = login_;
    if (!user_.empty() && !password_.empty()) ask = oci::either(oci::these(registry, {user_, password_}), login_);
    const Log& log = access_.log == nullptr ? silent_ : *access_.log;
    const oci::Access access{access_.client, ask, access_.hide, access_.sleep, access_.clock, log};
    one = std::make_shared<oci::Session>(access, registry);
    return one;
  }

  static oci::Repository repository_of(const Tagged& tag, oci::Repository::Use use) {
    return oci::Repository{tag.session, tag.name.repository, use};
  }

  static Error another(const Tagged& tag, const std::string& digest, const std::string& why) {
    return error(Errc::conflict,
                 fmt::format("{} is another artifact: {}, ours is {}: {}", tag.name.text(), digest,
                             tag.ours.manifest.digest, why),
                 "release another version, or let the tag go by hand");
  }

  static asio::awaitable<Result<>> bring(oci::Repository& repository, oci::Descriptor blob, oci::Content content) {
    const std::vector<std::string> none;
    const auto there = co_await repository.take_over(blob, none);
    if (!there) co_return there.error();
    if (*there == oci::Arrived::was_there) co_return Result<>{};
    auto sent = co_await repository.send_blob(blob, content);
    co_return sent;
  }

  asio::awaitable<Result<>> put(Tagged& tag) {
    auto repository = repository_of(tag, oci::Repository::Use::write);
    const oci::Descriptor nothing = *tag.ours.manifest.document.config;
    const oci::Content content{{}, std::string{oci_nothing}};
    const auto brought = co_await bring(repository, nothing, content);
    if (!brought) co_return brought.error();
    // Somebody else may have come first while the files were on their way: registries know no condition for a tag.
    auto before = co_await repository.manifest(tag.name.tag);
    if (!before) co_return before.error();
    if (*before && (*before)->digest != tag.ours.manifest.digest)
      co_return another(tag, (*before)->digest, "somebody else has pushed it just now");
    const auto sent = co_await repository.put_manifest(tag.name.tag, tag.ours.manifest);
    // Also when no answer came: it may have arrived.
    auto after = co_await repository.manifest(tag.name.tag);
    if (!after && !sent) co_return sent.error();
    if (!after) co_return after.error();
    if (*after && (*after)->digest == tag.ours.manifest.digest) {
      tag.there = tag.ours.manifest;
      co_return Result<>{};
    }
    if (!sent) co_return sent.error();
    if (*after) co_return another(tag, (*after)->digest, "somebody else has pushed it just now");
    co_return error(Errc::unavailable, fmt::format("{} was taken and is not there", tag.name.text()));
  }

  Access access_;
  oci::AskCredentials login_;
  std::string user_;
  Secret password_;
  Log silent_;
  std::map<std::string, std::shared_ptr<oci::Session>> sessions_;  // by registry
  std::map<std::string, Tagged> tags_;                             // by what `to` says
};

}  // namespace

Made oci_destination(const Access& access) { return std::make_unique<OciArtifacts>(access); }

}  // namespace ra::publish
