#pragma once

#include "base/log.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"
#include "logs/bodies.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ra::logs {

inline constexpr int body_too_large = 413;

// What came of a body.
struct Delivered {
  std::size_t accepted = 0;
  std::size_t known = 0;    // were there already
  std::size_t refused = 0;  // and will be another time, too
  std::string why;          // of the first that was refused
};

// Where logs are kept.
class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual std::string_view name() const = 0;
  virtual Limits limits() const = 0;
  // Sending the same lines again makes none of them twice.
  virtual bool knows_what_it_has() const = 0;
  // All lines, or an error; what was refused for good is counted. `uncertain`: it may have taken them.
  virtual boost::asio::awaitable<Result<Delivered>> send(std::vector<std::string_view> lines) = 0;
};

struct LogzioAccess {
  http::Client& client;
  std::string url;
  Secret token;
  std::string type;
};
std::unique_ptr<Receiver> make_logzio(LogzioAccess access);

struct ElasticsearchAccess {
  http::Client& client;
  std::string url;
  std::string index;
  Secret key;
  std::string user;
  Secret password;
  Duration patience = std::chrono::minutes{10};  // with items that are to be sent again
  http::Sleep sleep;
  const Clock& clock;
};
std::unique_ptr<Receiver> make_elasticsearch(ElasticsearchAccess access);

// As all secrets (SPEC 1): over https, or to this machine.
Result<> may_hold_a_secret(const std::string& url);

}  // namespace ra::logs
