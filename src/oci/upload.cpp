#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "oci/failures.hpp"
#include "oci/location.hpp"
#include "oci/repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace asio = boost::asio;

// How a blob gets there (distribution-spec, "Pushing Blobs"): all in one PUT, and in pieces where that was cut off or
// was too much at once.
namespace ra::oci {

namespace {

constexpr Duration longest_request = std::chrono::hours{1};  // of one request
constexpr std::uint64_t usual_piece = std::uint64_t{16} << 20U;
constexpr std::uint64_t most_piece = std::uint64_t{5} << 30U;
constexpr int most_uploads = 4;
constexpr Duration first_wait = std::chrono::milliseconds{500};  // doubled each time

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// How much has arrived, of "0-1023" or "bytes=0-1023". "0-0" is nothing: registries say so of an empty upload, and a
// blob of one byte is soon sent again.
std::uint64_t arrived_of(std::string_view range) {
  if (range.starts_with("bytes=")) range.remove_prefix(6);
  const auto end = range.starts_with("0-") ? number(range.substr(2)) : std::nullopt;
  return end && *end > 0 ? *end + 1 : 0;
}

// Whether another attempt may do better: the way there was cut, or the registry is in trouble.
bool may_mend(const Error& e) {
  return e.code == Errc::uncertain || e.code == Errc::transient || e.code == Errc::unavailable;
}

class Upload {
 public:
  Upload(Repository& repository, Descriptor blob, Content content)
      : repository_{repository}, blob_{std::move(blob)}, content_{std::move(content)} {}

  asio::awaitable<Result<>> run() {
    const Access& access = repository_.session()->access();
    Duration wait = first_wait;
    for (int attempt = 1;; ++attempt) {
      auto done = co_await attempt_it();
      if (done) co_return done;
      if (!may_mend(done.error()) || attempt == most_uploads) co_return done;
      access.log.debug("{}: {}; again in {} ms", blob_.digest, done.error().message, wait.count());
      co_await access.sleep(wait);
      wait *= 2;
      const auto there = co_await repository_.has_blob(blob_);
      if (there && *there == Answer::yes) co_return Result<>{};
      const auto looked = co_await look();
      if (!looked) co_return looked;
    }
  }

 private:
  std::string doing() const { return fmt::format("sending {} to {}", blob_.digest, repository_.text()); }

  asio::awaitable<Result<>> begin() {
    http::Request post = repository_.request(http::Method::post, "/blobs/uploads/");
    const std::string url = post.url;
    const auto answer = co_await repository_.send(std::move(post));
    if (!answer) co_return answer.error();
    if (answer->status != 202) co_return refusal(doing(), *answer);
    RA_CO_TRY_ASSIGN(location_, location_of(url, answer->headers.get("Location")));
    least_piece_ = std::min(number(answer->headers.get("OCI-Chunk-Min-Length")).value_or(0), most_piece);
    arrived_ = 0;
    co_return Result<>{};
  }

  // After trouble: how much has arrived, so that the rest follows. Where that cannot be told it begins anew.
  asio::awaitable<Result<>> look() {
    if (location_.empty()) co_return Result<>{};
    http::Request get;
    get.url = location_;
    const auto answer = co_await repository_.send(std::move(get));
    const std::string before = std::exchange(location_, {});
    if (!answer || answer->status / 100 != 2) co_return Result<>{};
    arrived_ = arrived_of(answer->headers.get("Range"));
    if (arrived_ == 0 || arrived_ > blob_.size) co_return Result<>{};
    const std::string next{answer->headers.get("Location")};
    if (next.empty()) {
      location_ = before;
    } else {
      RA_CO_TRY_ASSIGN(location_, location_of(before, next));
    }
    in_pieces_ = true;
    co_return Result<>{};
  }

  asio::awaitable<Result<>> attempt_it() {
    if (location_.empty()) {
      const auto begun = co_await begin();
      if (!begun) co_return begun.error();
    }
    if (!in_pieces_) {
      auto answer = co_await put(true);
      if (!answer) co_return answer.error();
      if (answer->status / 100 == 2) co_return Result<>{};
      if (answer->status != 413 || blob_.size <= usual_piece) co_return refusal(doing(), *answer);
      // Something before the registry takes no requests of that size: pieces may pass.
      in_pieces_ = true;
      const auto begun = co_await begin();
      if (!begun) co_return begun.error();
    }
    const auto sent = co_await patch_all();
    if (!sent) co_return sent.error();
    const auto answer = co_await put(false);
    if (!answer) co_return answer.error();
    if (answer->status / 100 == 2) co_return Result<>{};
    co_return refusal(doing(), *answer);
  }

  asio::awaitable<Result<http::Response>> put(bool whole) {
    http::Request put;
    put.method = http::Method::put;
    put.url = with_query(location_, "digest", blob_.digest);
    put.timeout = longest_request;
    put.headers.set("Content-Type", "application/octet-stream");
    if (whole) {
      put.body_file = content_.file;
      put.body = content_.bytes;
    }
    auto answer = co_await repository_.send(std::move(put));
    co_return answer;
  }

  asio::awaitable<Result<>> patch_all() {
    int strayed = 0;
    while (arrived_ < blob_.size) {
      const std::uint64_t size = std::min(std::max(usual_piece, least_piece_), blob_.size - arrived_);
      http::Request patch;
      patch.method = http::Method::patch;
      patch.url = location_;
      patch.timeout = longest_request;
      patch.headers.set("Content-Type", "application/octet-stream");
      // Without "bytes", unlike RFC 9110.
      patch.headers.set("Content-Range", fmt::format("{}-{}", arrived_, arrived_ + size - 1));
      if (content_.file.empty()) {
        patch.body = content_.bytes.substr(arrived_, size);
      } else {
        patch.body_file = content_.file;
        patch.file_from = arrived_;
        patch.file_bytes = size;
      }
      const std::string url = patch.url;
      const auto answer = co_await repository_.send(std::move(patch));
      if (!answer) co_return answer.error();
      if (answer->status == 416 && ++strayed <= most_uploads) {
        const auto looked = co_await look();
        if (!looked) co_return looked.error();
        if (location_.empty()) co_return error(Errc::unavailable, doing() + ": the registry has lost what had arrived");
        continue;
      }
      if (answer->status / 100 != 2) co_return refusal(doing(), *answer);
      RA_CO_TRY_ASSIGN(location_, location_of(url, answer->headers.get("Location")));
      arrived_ += size;
    }
    co_return Result<>{};
  }

  Repository& repository_;
  Descriptor blob_;
  Content content_;
  std::string location_;  // of the upload that is open
  std::uint64_t arrived_ = 0;
  std::uint64_t least_piece_ = 0;
  bool in_pieces_ = false;
};

}  // namespace

asio::awaitable<Result<Arrived>> Repository::take_over(Descriptor blob, std::vector<std::string> from) {
  const auto there = co_await has_blob(blob);
  if (!there) co_return there.error();
  if (*there == Answer::yes) co_return Arrived::was_there;
  for (const std::string& other : from) {
    http::Request post = request(http::Method::post, "/blobs/uploads/");
    post.url = with_query(post.url, "mount", blob.digest);
    post.url = with_query(post.url, "from", other);
    const std::string url = post.url;
    const auto answer = co_await send(std::move(post), other);
    if (!answer) co_return answer.error();
    if (answer->status == 201) co_return Arrived::mounted;
    if (answer->status != 202) continue;  // whoever may not read there, or mount at all, sends it
    // It has opened an upload instead, which nobody is going to use.
    RA_CO_TRY_ASSIGN(const std::string location, location_of(url, answer->headers.get("Location")));
    http::Request cancel;
    cancel.method = http::Method::delete_;
    cancel.url = location;
    const auto cancelled = co_await send(std::move(cancel));
    if (!cancelled && cancelled.error().code == Errc::cancelled) co_return cancelled.error();
  }
  co_return Arrived::not_yet;
}

asio::awaitable<Result<>> Repository::send_blob(Descriptor blob, Content content) {
  Upload upload{*this, std::move(blob), std::move(content)};
  auto sent = co_await upload.run();
  co_return sent;
}

}  // namespace ra::oci
