#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/server.hpp"
#include "publish/store.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

class HttpStore final : public Store {
 public:
  HttpStore(const Access& access, std::string to) : server_{access}, to_{std::move(to)} {
    server_.token_header(access.setting("tokenHeader"));
  }

  asio::awaitable<Result<std::optional<Text>>> read(std::string path) override {
    const std::string url = address(path);
    auto text = co_await server_.text(url);
    RA_CO_TRY_ASSIGN(auto there, std::move(text));
    if (!there) co_return std::optional<Text>{};
    Text found;
    found.text = std::move(there->text);
    found.tag = std::move(there->etag);
    co_return std::optional<Text>{std::move(found)};
  }

  asio::awaitable<Result<std::optional<std::string>>> sum(std::string path, fs::path /*ours*/) override {
    const std::string url = address(path);
    auto there = co_await server_.sum(url);
    co_return there;
  }

  asio::awaitable<Result<>> send(std::string path, fs::path file) override {
    const std::string url = address(path);
    auto sent = co_await server_.put_file(url, file);
    co_return sent;
  }

  asio::awaitable<Result<>> write(std::string path, std::string bytes) override {
    const std::string url = address(path);
    const Server::Condition always;
    const auto put = co_await server_.put_text(url, bytes, always);
    if (!put) co_return put.error();
    co_return Result<>{};
  }

  asio::awaitable<Result<Answer>> replace(std::string path, std::string bytes, std::optional<Text> seen) override {
    const std::string url = address(path);
    Server::Condition condition;
    condition.if_absent = !seen;
    // A weak one never matches (RFC 9110 13.1.1).
    if (seen && !seen->tag.starts_with("W/")) condition.if_match = seen->tag;
    const auto put = co_await server_.put_text(url, bytes, condition);
    if (!put) co_return put.error();
    co_return answer(*put != 412);
  }

  asio::awaitable<Result<>> remove(std::string path) override {
    const std::string url = address(path);
    http::Request request = server_.request(http::Method::delete_, url);
    request.may_repeat = true;
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status / 100 != 2 && answer->status != 404 && answer->status != 410)
      co_return refusal("deleting", url, *answer);
    co_return Result<>{};
  }

  asio::awaitable<Result<std::unique_ptr<Hold>>> hold() override { co_return std::unique_ptr<Hold>{}; }

  std::string address(const std::string& path) const override {
    std::string encoded;
    for (const std::string_view part : split(path, '/')) encoded += "/" + http::percent_encode(part);
    return http::join_url(to_, encoded);
  }

  std::optional<std::int64_t> written_at(const std::string& /*path*/) const override { return std::nullopt; }

 private:
  Server server_;
  std::string to_;
};

}  // namespace

Opened http_store(const Access& access, const std::string& to) { return std::make_unique<HttpStore>(access, to); }

}  // namespace ra::publish
