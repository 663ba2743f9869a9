#pragma once

#include "http/client.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace ra::test {

// One request that is expected and what comes back.
struct Exchange {
  http::Method method = http::Method::get;
  std::string url_part;  // found anywhere in the URL: "/api/v2/me", "page-token=x"
  Result<http::Response> answer;
};

// Answers of a client that was never on a network.
//   ScriptedClient client;
//   client.expect(http::Method::get, "/api/v2/me", json_answer(200, R"({"id":"x"})"));
// A request that is not the next one of the script fails with Errc::internal and a message that
// says what was expected, and is kept in unexpected(). Test at the end that done() holds.
class ScriptedClient : public http::Client {
 public:
  ScriptedClient() = default;
  explicit ScriptedClient(std::vector<Exchange> script) : script_{script.begin(), script.end()} {}

  void expect(http::Method method, std::string url_part, Result<http::Response> answer);

  boost::asio::awaitable<Result<http::Response>> send(const http::Request& request) override;

  const std::vector<http::Request>& requests() const { return requests_; }
  const std::vector<std::string>& unexpected() const { return unexpected_; }
  bool done() const { return script_.empty() && unexpected_.empty(); }
  std::size_t left() const { return script_.size(); }

 private:
  std::deque<Exchange> script_;
  std::vector<http::Request> requests_;
  std::vector<std::string> unexpected_;
};

// For handing over a client that the test wants to look at afterwards: `borrowed(client)`.
std::unique_ptr<http::Client> borrowed(http::Client& client);

http::Response answer(int status, std::string body = {});
http::Response json_answer(int status, std::string body);

}  // namespace ra::test
