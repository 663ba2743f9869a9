#include "oci/repository.hpp"

#include "base/hash.hpp"
#include "base/output_file.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "oci/failures.hpp"
#include "oci/location.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <set>

namespace asio = boost::asio;

namespace ra::oci {

namespace {

constexpr Duration wait_for_links = std::chrono::milliseconds{100};  // doubled each time
constexpr int most_again = 5;

constexpr Duration longest_fetch = std::chrono::hours{1};  // of one blob
constexpr std::size_t most_pages = 1000;

std::string accepted() {
  return fmt::format("{}, {}, {}, {}", media::index, media::manifest, media::docker_list, media::docker_manifest);
}

// A blob on its way into a file. Whatever comes, no more is taken than it should have.
class Arriving final : public http::BodySink {
 public:
  Arriving(std::filesystem::path path, Descriptor blob) : path_{std::move(path)}, blob_{std::move(blob)} {}

  Result<> begin(const http::Response& /*head*/) override {
    file_.reset();
    RA_TRY_ASSIGN(OutputFile file, OutputFile::create(path_));
    file_.emplace(std::move(file));
    sum_.emplace(Hash::sha256);
    return {};
  }

  Result<> write(std::string_view piece) override {
    if (file_->size() + piece.size() > blob_.size) return other();
    sum_->add(piece);
    return file_->write(piece);
  }

  Result<> finish() {
    if (!file_ || file_->size() != blob_.size || "sha256:" + sum_->hex() != blob_.digest) return other();
    return file_->commit();
  }

 private:
  Error other() const {
    return error(Errc::unavailable, fmt::format("{} came with other content than its digest says", blob_.digest),
                 "nothing of it is kept: run it again, or see what stands between here and the registry");
  }

  std::filesystem::path path_;
  Descriptor blob_;
  std::optional<OutputFile> file_;
  std::optional<Hasher> sum_;
};

// RFC 8288: <…>; rel="next"
std::string next_of(std::string_view link) {
  const auto begin = link.find('<');
  const auto end = link.find('>', begin);
  if (begin == link.npos || end == link.npos || link.find("next", end) == link.npos) return {};
  return std::string{link.substr(begin + 1, end - begin - 1)};
}

// distribution, docs/spec/auth/scope.md
std::string_view actions_of(Repository::Use use) {
  if (use == Repository::Use::read) return "pull";
  return use == Repository::Use::write ? "pull,push" : "pull,delete";
}

}  // namespace

std::string referrers_tag(const std::string& digest) {
  std::string tag = digest;
  tag[tag.find(':')] = '-';
  return tag;
}

Repository::Repository(std::shared_ptr<Session> session, std::string name, Use use)
    : session_{std::move(session)},
      name_{std::move(name)},
      scope_{fmt::format("repository:{}:{}", name_, actions_of(use))} {}

http::Request Repository::request(http::Method method, const std::string& path) const {
  http::Request request;
  request.method = method;
  request.url = fmt::format("{}/v2/{}{}", session_->url(), name_, path);
  return request;
}

asio::awaitable<Result<http::Response>> Repository::send(http::Request request, std::string also_from) {
  const std::string scope = also_from.empty() ? scope_ : fmt::format("{} repository:{}:pull", scope_, also_from);
  auto answer = co_await session_->send(std::move(request), scope);
  co_return answer;
}

asio::awaitable<Result<std::optional<Stored>>> Repository::manifest(std::string wanted) {
  http::Request get = request(http::Method::get, "/manifests/" + wanted);
  get.headers.set("Accept", accepted());
  get.max_body = most_document;
  auto answer = co_await send(std::move(get));
  if (!answer) co_return answer.error();
  if (answer->status == 404) co_return std::optional<Stored>{};
  const std::string doing = fmt::format("reading {}{}{}", text(), is_digest(wanted) ? "@" : ":", wanted);
  if (answer->status != 200) co_return refusal(doing, *answer);
  const std::string type{answer->headers.get("Content-Type")};
  auto read = stored(std::move(answer->body), type);
  if (!read) co_return with_context(std::move(read).error(), doing);
  if (is_digest(wanted) && read->digest != wanted)
    co_return error(Errc::unavailable, fmt::format("{}: it came with the digest {}", doing, read->digest),
                    "see what stands between here and the registry");
  co_return std::optional<Stored>{*std::move(read)};
}

asio::awaitable<Result<Answer>> Repository::has_manifest(std::string digest) {
  http::Request head = request(http::Method::head, "/manifests/" + digest);
  head.headers.set("Accept", accepted());
  auto answer = co_await send(std::move(head));
  if (!answer) co_return answer.error();
  if (answer->status == 404) co_return Answer::no;
  if (answer->status != 200) co_return refusal("looking for " + text() + "@" + digest, *answer);
  co_return Answer::yes;
}

asio::awaitable<Result<Answer>> Repository::put_manifest(std::string wanted, Stored stored) {
  http::Request put = request(http::Method::put, "/manifests/" + wanted);
  put.headers.set("Content-Type", stored.document.media_type);
  put.body = std::move(stored.text);
  auto answer = co_await send(put);
  // docker-registry on a disk writes links of blobs in place: while somebody else sends a blob that both name, it takes
  // the link that it reads for a digest that is none.
  Duration wait = wait_for_links;
  for (int again = 0; answer && says_digest_invalid(*answer) && again < most_again; ++again) {
    const auto sleep = session_->access().sleep;
    co_await sleep(wait);
    wait *= 2;
    answer = co_await send(put);
  }
  if (!answer) co_return answer.error();
  if (answer->status / 100 != 2)
    co_return refusal(fmt::format("pushing {}{}{}", text(), is_digest(wanted) ? "@" : ":", wanted), *answer);
  co_return ra::answer(!answer->headers.get("OCI-Subject").empty());
}

asio::awaitable<Result<>> Repository::remove_manifest(std::string digest) {
  http::Request remove = request(http::Method::delete_, "/manifests/" + digest);
  remove.may_repeat = true;
  const auto answer = co_await send(std::move(remove));
  if (!answer) co_return answer.error();
  if (answer->status / 100 == 2 || answer->status == 404) co_return Result<>{};
  const std::string doing = "deleting " + text() + "@" + digest;
  // distribution-spec, "Content Management": a registry may let nothing be deleted.
  if (answer->status == 405 || answer->status == 400)
    co_return error(Errc::config, doing + ": the registry deletes nothing", "take it away there by hand");
  co_return refusal(doing, *answer);
}

asio::awaitable<Result<Answer>> Repository::has_blob(Descriptor blob) {
  http::Request head = request(http::Method::head, "/blobs/" + blob.digest);
  auto answer = co_await send(std::move(head));
  if (!answer) co_return answer.error();
  if (answer->status == 404) co_return Answer::no;
  if (answer->status != 200) co_return refusal("looking for " + text() + "@" + blob.digest, *answer);
  co_return Answer::yes;
}

asio::awaitable<Result<>> Repository::fetch_blob(Descriptor blob, std::filesystem::path to) {
  Arriving arriving{std::move(to), blob};
  http::Request get = request(http::Method::get, "/blobs/" + blob.digest);
  get.into = &arriving;
  get.max_body = blob.size + 1;
  get.timeout = longest_fetch;
  const auto answer = co_await send(std::move(get));
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refusal("fetching " + text() + "@" + blob.digest, *answer);
  co_return arriving.finish();
}

asio::awaitable<Result<std::string>> Repository::read_blob(Descriptor blob) {
  http::Request get = request(http::Method::get, "/blobs/" + blob.digest);
  get.max_body = most_document;
  auto answer = co_await send(std::move(get));
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refusal("fetching " + text() + "@" + blob.digest, *answer);
  if (digest_of(answer->body) == blob.digest) co_return std::move(answer->body);
  co_return error(Errc::unavailable, fmt::format("{} came with other content than its digest says", blob.digest));
}

asio::awaitable<Result<std::vector<std::string>>> Repository::tags() {
  std::vector<std::string> all;
  http::Request get = request(http::Method::get, "/tags/list");
  for (std::size_t page = 0; page < most_pages; ++page) {
    const std::string url = get.url;
    const auto answer = co_await send(get);
    if (!answer) co_return answer.error();
    if (answer->status == 404) co_return all;
    if (answer->status != 200) co_return refusal("listing the tags of " + text(), *answer);
    const auto body = json::parse_answer(answer->body, text());
    if (!body) co_return body.error();
    for (const auto& tag : (*body)["tags"].items()) {
      if (is_tag(tag.as_string())) all.push_back(tag.as_string());
    }
    const std::string next = next_of(answer->headers.get("Link"));
    if (next.empty()) co_return all;
    RA_CO_TRY_ASSIGN(get.url, location_of(url, next));
  }
  co_return all;
}

asio::awaitable<Result<std::vector<Descriptor>>> Repository::referrers(std::string digest) {
  http::Request get = request(http::Method::get, "/referrers/" + digest);
  get.max_body = most_document;
  const auto answer = co_await send(std::move(get));
  if (!answer) co_return answer.error();
  const bool listed = answer->status == 200 && answer->headers.get("Content-Type").starts_with(media::index);
  if (listed) {
    auto document = parse_document(answer->body, media::index);
    if (!document) co_return with_context(std::move(document).error(), "the referrers of " + text() + "@" + digest);
    co_return std::move(document->manifests);
  }
  // distribution-spec: a registry without the API answers 404; some send everything that they do not know elsewhere.
  if (answer->status == 401 || answer->status == 403 || answer->status >= 500)
    co_return refusal("listing the referrers of " + text() + "@" + digest, *answer);
  auto fallback = co_await manifest(referrers_tag(digest));
  if (!fallback) co_return fallback.error();
  if (!*fallback) co_return std::vector<Descriptor>{};
  co_return std::move((*fallback)->document.manifests);
}

}  // namespace ra::oci
