#include "fetch/fetcher.hpp"

#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "fetch/download.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <array>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::fetch {

namespace {

using archive::Hash;

constexpr std::array<std::pair<Hash, const char*>, 4> beside_it{
    {{Hash::sha512, ".sha512"}, {Hash::sha256, ".sha256"}, {Hash::sha1, ".sha1"}, {Hash::md5, ".md5"}}};

constexpr std::uint64_t most_text = std::uint64_t{4} << 20U;
constexpr std::uint64_t most_file = std::uint64_t{16} << 30U;
constexpr Duration longest = std::chrono::hours{1};  // of one file

Error refusal(const std::string& url, const http::Response& answer) {
  const std::string what = fmt::format("{} answers {}", http::redact_url(url), answer.status);
  if (answer.status == 404 || answer.status == 410) return error(Errc::not_found, what);
  if (answer.status == 401 || answer.status == 403) {
    return error(Errc::unauthorized, what, "give the repository a userEnv and a passwordEnv, and set these variables");
  }
  return error(Errc::unavailable, what);
}

std::string name_of(const std::string& url) {
  const std::string path = http::redact_url(url);  // without its query
  return path.substr(path.rfind('/') + 1);
}

Error wrong_sum(const std::string& url, const Expected& expected, const std::string& digest) {
  return error(Errc::config,
               fmt::format("{} has the {} {} and should have {}", http::redact_url(url),
                           archive::hash_name(expected.hash), digest, expected.digest),
               "it was changed after its sum was written, or on its way: it is not used");
}

}  // namespace

Fetcher::Fetcher(http::Client& client, fs::path cache, const Log& log)
    : client_{client}, cache_{std::move(cache)}, log_{log} {}

asio::awaitable<Result<std::string>> Fetcher::text(std::string url, http::Headers headers) {
  http::Request request;
  request.url = url;
  request.headers = std::move(headers);
  request.max_body = most_text;
  auto answer = co_await client_.send(request);
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refusal(url, *answer);
  co_return std::move(answer->body);
}

// The strongest that there is.
asio::awaitable<Result<Expected>> Fetcher::beside(const Wanted& wanted) {
  for (const auto& [hash, suffix] : beside_it) {
    const std::string url = wanted.url + suffix;
    http::Headers headers = wanted.headers;
    const auto sums = co_await text(url, std::move(headers));
    if (!sums && sums.error().code == Errc::not_found) continue;
    if (!sums) co_return sums.error();
    auto expected = expected_of(*sums, name_of(wanted.url));
    if (!expected) co_return with_context(std::move(expected).error(), http::redact_url(url));
    if (expected->hash != hash)
      co_return error(Errc::config, fmt::format("{} holds another kind of sum", http::redact_url(url)));
    co_return expected;
  }
  http::Request there;
  there.method = http::Method::head;
  there.url = wanted.url;
  there.headers = wanted.headers;
  const auto answer = co_await client_.send(there);
  if (!answer) co_return answer.error();
  if (answer->status != 200) co_return refusal(wanted.url, *answer);
  co_return error(Errc::config,
                  fmt::format("beside {} lies no .sha512, .sha256, .sha1 or .md5", http::redact_url(wanted.url)),
                  "write its sum as `checksum`, or \"none\" to take what comes");
}

asio::awaitable<Result<Fetched>> Fetcher::download(const Wanted& wanted, const fs::path& to) {
  const Expected none;
  const Expected& expected = wanted.expected ? *wanted.expected : none;
  const fs::path part = to.string() + ".part";
  RA_CO_TRY_ASSIGN(PartFile file, PartFile::open(part));
  Download into{part, std::move(file), expected.hash};
  if (!wanted.expected) RA_CO_TRY(into.start_again());
  for (;;) {
    http::Request request;
    request.url = wanted.url;
    request.headers = wanted.headers;
    request.into = &into;
    request.max_body = most_file;
    request.timeout = longest;
    if (into.size() > 0) request.headers.set("Range", fmt::format("bytes={}-", into.size()));
    const auto answer = co_await client_.send(request);
    if (!answer) co_return answer.error();
    const bool went_on = into.begun() > 0;
    if (answer->status == 416 &&
        into.size() > 0) {  // what is there is as long as the file, or longer: it has not been renamed
      RA_CO_TRY(into.start_again());
      continue;
    }
    if (answer->status != 200 && answer->status != 206) co_return refusal(wanted.url, *answer);
    const std::string digest = into.digest();
    if (wanted.expected && digest != expected.digest) {
      if (went_on) {  // the beginning may have been of another file
        RA_CO_TRY(into.start_again());
        continue;
      }
      into.remove();
      co_return wrong_sum(wanted.url, expected, digest);
    }
    RA_CO_TRY(into.become(to));
    Fetched fetched;
    fetched.path = to;
    fetched.size = into.size();
    fetched.sum = Expected{expected.hash, digest};
    co_return fetched;
  }
}

asio::awaitable<Result<Fetched>> Fetcher::fetch(Wanted wanted) {
  if (!wanted.expected && !wanted.unchecked) {
    auto expected = co_await beside(wanted);
    if (!expected) co_return expected.error();
    wanted.expected = *expected;
  }
  if (!wanted.expected) {
    const fs::path to = cache_ / "unchecked" / sha256_of(wanted.url);
    auto fetched = co_await download(wanted, to);
    co_return fetched;
  }
  const Expected& expected = *wanted.expected;
  const fs::path to = cache_ / std::string{archive::hash_name(expected.hash)} / expected.digest;
  std::error_code ec;
  const auto size = fs::file_size(to, ec);
  if (!ec) {
    RA_CO_TRY_ASSIGN(const std::string digest, hash_of_file(to, expected.hash));
    if (digest == expected.digest) co_return Fetched{to, size, expected, true};
    log_.warning("{} in the cache is damaged: it is fetched again", name_of(wanted.url));
  }
  auto fetched = co_await download(wanted, to);
  co_return fetched;
}

}  // namespace ra::fetch
