#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ra::forge {

struct Comment {
  std::int64_t id = 0;
  std::string body;
  std::string link;
};

// What is said on a pull request.
class Comments {
 public:
  using Wanted = std::function<bool(const std::string& body)>;

  virtual ~Comments() = default;

  // The newest comment that this account wrote, that nobody has hidden and whose body is wanted.
  virtual boost::asio::awaitable<Result<std::optional<Comment>>> own(std::int64_t pull, Wanted wanted) = 0;
  virtual boost::asio::awaitable<Result<Comment>> create(std::int64_t pull, const std::string& body) = 0;
  virtual boost::asio::awaitable<Result<Comment>> update(std::int64_t id, const std::string& body) = 0;
  virtual boost::asio::awaitable<Result<>> remove(std::int64_t id) = 0;
};

}  // namespace ra::forge
