#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::publish {

// A place that artifacts are sent to. It never decides: what is there and different is publisher's to judge.
class Destination {
 public:
  virtual ~Destination() = default;
  // The SHA-256 of what is there, read in full; nothing when nothing is.
  virtual boost::asio::awaitable<Result<std::optional<std::string>>> look(const std::string& where) = 0;
  // Sends a file to where nothing is. It is there whole, or not at all.
  virtual boost::asio::awaitable<Result<>> send(const std::filesystem::path& file, const std::string& where) = 0;
};

struct Access {
  http::Client& client;
  std::filesystem::path folder;  // what paths are relative to
  std::string user;
  Secret password;
};

// Adding a kind: its .cpp, one line here, one in destinations.cpp.
std::unique_ptr<Destination> directory_destination(const Access& access);
std::unique_ptr<Destination> http_destination(const Access& access);

// An error (config) names the kinds that there are.
Result<std::unique_ptr<Destination>> make_destination(const std::string& kind, const Access& access);

}  // namespace ra::publish
