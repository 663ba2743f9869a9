#pragma once

#include "aws/sigv4.hpp"
#include "base/environment.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace ra::aws {

// Where a request goes, as far as its signature says it.
struct Scope {
  std::string region;
  std::string service;
  bool s3 = false;
};

// Who we are there. Credentials come from where AWS's own programs look, in their order: AWS_ACCESS_KEY_ID and its
// like, a web identity, the profile, the container; temporary ones are fetched again before they end.
class Account {
 public:
  // `given`: these, and no others.
  Account(http::Client& client, const Environment& environment, const Clock& clock,
          std::optional<Credentials> given = {});

  boost::asio::awaitable<Result<Credentials>> credentials();

  // Signs and sends. Once more with the server's time where the clocks differ by so much that it matters, and with new
  // credentials where they have ended. The answer, whatever its status.
  boost::asio::awaitable<Result<http::Response>> send(http::Request request, Scope scope, std::string payload);

 private:
  boost::asio::awaitable<Result<Credentials>> found();
  boost::asio::awaitable<Result<http::Response>> send_once(http::Request request, Scope scope, std::string payload);
  bool learns_time(const http::Response& answer, Duration used);

  http::Client& client_;
  const Environment& environment_;
  const Clock& clock_;
  std::optional<Credentials> given_;
  std::optional<Credentials> kept_;
  Duration ahead_{0};  // of us, the server
};

}  // namespace ra::aws
