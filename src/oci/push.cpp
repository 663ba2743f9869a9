#include "oci/push.hpp"

#include "base/parallel.hpp"
#include "base/try.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace asio = boost::asio;

namespace ra::oci {

namespace {

using State = model::Artifact::State;

constexpr std::size_t at_once = 4;
constexpr const char* version_key = "org.opencontainers.image.version";

class Pusher {
 public:
  Pusher(Source* source, Repository& to, Push push) : source_{source}, to_{to}, push_{std::move(push)} {}

  asio::awaitable<Pushed> run() {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < push_.tags.size(); ++i) {
      TagOutcome outcome;
      outcome.tag = push_.tags[i].name;
      const auto looked = co_await look(push_.tags[i], outcome);
      if (!looked) fail(outcome, looked.error());
      if (looked && *looked == Answer::yes) wanted.push_back(i);
      result_.tags.push_back(std::move(outcome));
    }
    if (!result_.errors.empty() || wanted.empty()) co_return std::move(result_);
    if (push_.look_only) {
      for (const std::size_t i : wanted) result_.tags[i].note = "dry run: it would be pushed";
      co_return std::move(result_);
    }
    const auto brought = co_await bring_content();
    if (!brought) result_.errors.push_back(brought.error());
    for (const std::size_t i : wanted) {
      TagOutcome& outcome = result_.tags[i];
      if (!result_.errors.empty()) break;
      const auto put = co_await put_tag(outcome);
      if (!put) fail(outcome, put.error());
    }
    co_return std::move(result_);
  }

 private:
  void fail(TagOutcome& outcome, const Error& e) {
    outcome.state = e.code == Errc::conflict ? State::conflict : State::skipped;
    outcome.note = e.message;
    result_.errors.push_back(e);
  }

  Error elsewhere(const std::string& tag, const std::string& digest) const {
    return error(Errc::conflict,
                 fmt::format("{}:{} is another image: {}, ours is {}", to_.text(), tag, digest, push_.root.digest),
                 "it is not overwritten: release another version, or let the tag go by hand");
  }

  // Whether it is to be written.
  asio::awaitable<Result<Answer>> look(const Tag& tag, TagOutcome& outcome) {
    auto found = co_await to_.manifest(tag.name);
    if (!found) co_return found.error();
    if (!*found) co_return Answer::yes;
    const Stored there = **std::move(found);
    if (there.digest == push_.root.digest) {
      outcome.state = State::present;
      content_there_ = true;
      co_return Answer::no;
    }
    if (push_.overwrite) co_return Answer::yes;
    if (!tag.moving) co_return elsewhere(tag.name, there.digest);
    const auto ours = model::Version::parse(push_.version);
    if (!ours) co_return Answer::yes;
    auto told = co_await version_of(there);
    if (!told) co_return told.error();
    const auto theirs = model::Version::parse(*told);
    if (!theirs || *theirs <= *ours) co_return Answer::yes;
    outcome.note = fmt::format("stays at {}, which is newer", *told);
    co_return Answer::no;
  }

  // What an image that is there says of itself; "" when it says nothing.
  asio::awaitable<Result<std::string>> version_of(Stored image) {
    const auto annotated = image.document.annotations.find(version_key);
    if (annotated != image.document.annotations.end()) co_return annotated->second;
    if (image.document.is_index) {
      if (image.document.manifests.empty()) co_return std::string{};
      const std::string first = image.document.manifests.front().digest;
      auto child = co_await to_.manifest(first);
      if (!child) co_return child.error();
      if (!*child || (*child)->document.is_index) co_return std::string{};
      auto told = co_await version_of(**std::move(child));
      co_return told;
    }
    const auto text = co_await to_.read_blob(*image.document.config);
    if (!text) co_return text.error();
    const auto config = json::parse(*text, {.max_depth = 20});
    if (!config) co_return std::string{};
    co_return (*config)["config"]["Labels"][version_key].as_string();
  }

  asio::awaitable<Result<>> bring_content() {
    if (source_ == nullptr || content_there_) co_return Result<>{};
    const auto there = co_await to_.has_manifest(push_.root.digest);
    if (!there) co_return there.error();
    if (*there == Answer::yes) co_return Result<>{};
    std::vector<Stored> children;
    for (const auto& manifest : push_.root.document.manifests) {
      auto child = co_await source_->document(manifest);
      if (!child) co_return child.error();
      if (child->document.is_index) co_return error(Errc::config, "an index lists another index");
      add_blobs(child->document);
      children.push_back(*std::move(child));
    }
    add_blobs(push_.root.document);
    const auto sent = co_await send_blobs();
    if (!sent) co_return sent.error();
    for (Stored& child : children) {
      const std::string digest = child.digest;
      const auto put = co_await to_.put_manifest(digest, std::move(child));
      if (!put) co_return put.error();
    }
    co_return Result<>{};
  }

  void add_blobs(const Document& document) {
    if (document.config) add_blob(*document.config);
    for (const auto& layer : document.layers) add_blob(layer);
  }

  void add_blob(const Descriptor& blob) {
    if (seen_.insert(blob.digest).second) blobs_.push_back(blob);
  }

  asio::awaitable<Result<>> send_blobs() {
    // The largest first, so that none is left alone at the end.
    std::ranges::stable_sort(blobs_, std::greater{}, &Descriptor::size);
    mounts_ = source_->there(to_.registry());
    std::erase(mounts_, to_.name());
    std::vector<Error> errors;
    const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
      if (!errors.empty()) co_return;
      const auto sent = co_await send_blob(blobs_[i]);
      if (!sent) errors.push_back(sent.error());
    };
    co_await in_parallel(blobs_.size(), at_once, one);
    if (!errors.empty()) co_return errors.front();
    co_return Result<>{};
  }

  asio::awaitable<Result<>> send_blob(Descriptor blob) {
    // Looked at first: what is there, or can be mounted, need not be brought here.
    const auto there = co_await to_.take_over(blob, mounts_);
    if (!there) co_return there.error();
    if (*there == Arrived::was_there) co_return Result<>{};
    if (*there == Arrived::mounted) {
      ++result_.mounted;
      co_return Result<>{};
    }
    auto content = co_await source_->blob(blob);
    if (!content) co_return content.error();
    const auto sent = co_await to_.send_blob(blob, *std::move(content));
    if (!sent) co_return sent.error();
    ++result_.sent;
    result_.bytes += blob.size;
    co_return Result<>{};
  }

  asio::awaitable<Result<>> put_tag(TagOutcome& outcome) {
    const auto put = co_await to_.put_manifest(outcome.tag, push_.root);
    // Also when it failed: the answer may be lost, or somebody else has done the same.
    auto after = co_await to_.manifest(outcome.tag);
    if (!after && !put) co_return put.error();
    if (!after) co_return after.error();
    const bool there = *after && (*after)->digest == push_.root.digest;
    if (there) {
      outcome.state = State::uploaded;
      co_return Result<>{};
    }
    if (!put) co_return put.error();
    if (*after) co_return elsewhere(outcome.tag, (*after)->digest);
    co_return error(Errc::unavailable, fmt::format("{} took the tag {} and does not have it", to_.text(), outcome.tag));
  }

  Source* source_;  // none: all is there
  Repository& to_;
  Push push_;
  Pushed result_;
  bool content_there_ = false;
  std::vector<std::string> mounts_;
  std::set<std::string> seen_;
  std::vector<Descriptor> blobs_;
};

}  // namespace

asio::awaitable<Pushed> push(Source& source, Repository& to, Push push) {
  Pusher pusher{&source, to, std::move(push)};
  auto pushed = co_await pusher.run();
  co_return pushed;
}

asio::awaitable<Pushed> retag(Repository& to, Push push) {
  Pusher pusher{nullptr, to, std::move(push)};
  auto pushed = co_await pusher.run();
  co_return pushed;
}

}  // namespace ra::oci
