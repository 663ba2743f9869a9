#pragma once

#include "base/log.hpp"
#include "fetch/expected.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace ra::fetch {

struct Wanted {
  std::string url;
  std::optional<Expected> expected;  // else the file of sums that lies beside it says
  bool unchecked = false;            // it has no sum, and whoever wants it knows
  http::Headers headers;             // such as Authorization
};

struct Fetched {
  std::filesystem::path path;  // in the cache: not to be changed
  std::uint64_t size = 0;
  std::optional<Expected> sum;  // that it has
  bool was_there = false;       // nothing was fetched
};

// Fetches files into a cache by their sums. What is there is looked at, not fetched; what was begun is gone on with;
// what has another sum than it should is an error (`config`) and is not kept. A file that is not there is `not_found`.
// Several at once are fine; two processes share a cache.
class Fetcher {
 public:
  Fetcher(http::Client& client, std::filesystem::path cache, const Log& log);

  boost::asio::awaitable<Result<Fetched>> fetch(Wanted wanted);

  // A small file, such as metadata, as it is.
  boost::asio::awaitable<Result<std::string>> text(std::string url, http::Headers headers);

 private:
  boost::asio::awaitable<Result<Expected>> beside(const Wanted& wanted);
  boost::asio::awaitable<Result<Fetched>> download(const Wanted& wanted, const std::filesystem::path& to);

  http::Client& client_;
  std::filesystem::path cache_;
  const Log& log_;
};

}  // namespace ra::fetch
