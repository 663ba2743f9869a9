#pragma once

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"
#include "oci/challenge.hpp"
#include "oci/credentials.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace ra::oci {

// What registries are reached through. The client retries what is harmless, and follows redirects without
// Authorization.
struct Access {
  http::Client& client;
  AskCredentials ask;
  std::function<void(const Secret&)> hide;  // from whatever is written from then on
  http::Sleep sleep;
  const Clock& clock;
  const Log& log;
};

// Speaks with one registry, and tells it who asks in the way that it wants: Basic, or Bearer with a token for each
// scope, which is kept as long as it is good.
class Session {
 public:
  Session(const Access& access, std::string registry);

  const Access& access() const { return access_; }
  const std::string& registry() const { return registry_; }
  const std::string& url() const { return url_; }

  // `scope` as in "repository:a/b:pull,push"; several with spaces between them. Another host than the registry's, such
  // as where it stores blobs, is not told who asks.
  boost::asio::awaitable<Result<http::Response>> send(http::Request request, std::string scope);

 private:
  struct Token {
    Secret value;
    SteadyTime until;
  };

  boost::asio::awaitable<Result<>> learn(const http::Response& answer, std::string scope);
  boost::asio::awaitable<Result<>> ask_credentials();
  boost::asio::awaitable<Result<>> fetch_token(Challenge challenge, std::string scope);
  boost::asio::awaitable<Result<std::string>> authorization(std::string scope);
  Result<http::Request> token_request(const Challenge& challenge, const std::string& scope) const;
  std::string basic() const;
  bool is_ours(const std::string& url) const;

  Access access_;
  std::string registry_;
  std::string url_;
  std::optional<Challenge> challenge_;
  bool asked_ = false;
  std::optional<Credentials> credentials_;
  std::map<std::string, Token> tokens_;  // by scope
};

}  // namespace ra::oci
