#include "product/site_logs.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::product {

namespace {

constexpr std::size_t at_a_time = 4;  // each takes its size on the disk

// Goes when whoever reads it has opened it, or was stopped.
class FetchedFile {
 public:
  FetchedFile(std::filesystem::path path, std::size_t& under_way) : path_{std::move(path)}, under_way_{under_way} {
    ++under_way_;
  }
  FetchedFile(const FetchedFile&) = delete;
  FetchedFile& operator=(const FetchedFile&) = delete;
  ~FetchedFile() {
    static_cast<void>(remove_file(path_));
    --under_way_;
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::size_t& under_way_;
};

}  // namespace

asio::awaitable<http::Reply> SiteLogs::answer(StatementTag tag, std::string name, const http::Incoming& request) {
  const auto text = co_await reading_.catalog.read(tag.statement);
  if (!text) co_return error_reply(text.error());
  if (!*text) co_return error_reply(404, "the statement is not there any more");
  const Said said = judge(look_at(tag, **text, reading_.trust), reading_.trust);
  if (!said.counts()) co_return error_reply(403, "that statement counts for nothing: " + said.why);
  const auto& files = said.statement.attached;
  const auto found = name.empty() ? files.begin() : std::ranges::find(files, name, &Attached::name);
  if (found == files.end()) co_return error_reply(404, "the statement has no such file");
  const Attached& file = *found;
  if (file.size > most_log)
    co_return error_reply(
        403, fmt::format("it is larger than {} MiB: see {}", most_log >> 20U, reading_.catalog.link(file.digest)));
  // Content by its digest never changes.
  const std::string etag = "\"" + file.digest.substr(file.digest.find(':') + 1, 24) + "\"";
  http::Reply reply;
  reply.status = 304;
  if (request.headers.get("if-none-match") != etag) reply = co_await send(file);
  if (reply.status == 200 || reply.status == 304) {
    reply.headers.set("ETag", etag);
    reply.headers.set("Cache-Control", "no-cache");
  }
  co_return reply;
}

asio::awaitable<http::Reply> SiteLogs::send(Attached file) {
  if (under_way_ >= at_a_time) co_return error_reply(error(Errc::unavailable, "too many logs are asked for at once"));
  const FetchedFile fetched{folder_ / fmt::format("log-{}", ++number_), under_way_};
  oci::Descriptor blob;
  blob.digest = file.digest;
  blob.size = file.size;
  const auto done = co_await reading_.catalog.fetch(blob, fetched.path());
  if (!done) co_return error_reply(done.error());
  auto reader = FileReader::open(fetched.path());
  if (!reader) co_return error_reply(reader.error());
  http::Reply reply = http::text_reply(200, "");
  reply.body = nullptr;
  reply.file = std::make_shared<FileReader>(*std::move(reader));
  reply.file_size = file.size;
  co_return reply;
}

}  // namespace ra::product
