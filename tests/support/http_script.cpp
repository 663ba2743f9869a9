#include "support/http_script.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::test {

namespace {

class Borrowed final : public http::Client {
 public:
  explicit Borrowed(http::Client& client) : client_{client} {}

  asio::awaitable<Result<http::Response>> send(const http::Request& request) override { return client_.send(request); }

 private:
  http::Client& client_;
};

}  // namespace

void ScriptedClient::expect(http::Method method, std::string url_part, Result<http::Response> answer) {
  script_.push_back(Exchange{method, std::move(url_part), std::move(answer)});
}

asio::awaitable<Result<http::Response>> ScriptedClient::send(const http::Request& request) {
  requests_.push_back(request);
  const std::string got = fmt::format("{} {}", to_string(request.method), request.url);
  if (script_.empty()) {
    unexpected_.push_back(got);
    co_return error(Errc::internal, fmt::format("script: unexpected request {}: the script is at its end", got));
  }
  const Exchange& next = script_.front();
  if (next.method != request.method || request.url.find(next.url_part) == std::string::npos) {
    unexpected_.push_back(got);
    co_return error(Errc::internal, fmt::format("script: unexpected request {}: expected {} …{}…", got,
                                                to_string(next.method), next.url_part));
  }
  auto answer = next.answer;
  script_.pop_front();
  if (answer && request.into != nullptr && answer->status / 100 == 2) {
    auto taken = request.into->begin(*answer);
    if (taken) taken = request.into->write(answer->body);
    if (!taken) co_return taken.error();
    answer->body.clear();
  }
  co_return answer;
}

std::unique_ptr<http::Client> borrowed(http::Client& client) { return std::make_unique<Borrowed>(client); }

http::Response answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

http::Response json_answer(int status, std::string body) {
  http::Response response = answer(status, std::move(body));
  response.headers.set("Content-Type", "application/json");
  return response;
}

}  // namespace ra::test
