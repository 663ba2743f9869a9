#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

struct Comment {
  std::int64_t id = 0;
  std::string body;
  std::string link;
};

// What somebody has said on a pull request: a comment, or a review that approves it.
struct Remark {
  std::string author;  // login; empty: the account is gone
  bool by_program = false;
  bool is_review = false;
  std::string body;
  std::string at;  // RFC 3339
  std::string link;
};

// What is said on a pull request.
class Comments {
 public:
  using Wanted = std::function<bool(const std::string& body)>;

  virtual ~Comments() = default;

  // The newest comment that this account wrote, that nobody has hidden and whose body is wanted.
  virtual boost::asio::awaitable<Result<std::optional<Comment>>> own(std::int64_t pull, Wanted wanted) = 0;

  // All comments and approving reviews, of whoever it may be. Comments that nobody has touched since `since` (RFC 3339)
  // may be left out.
  virtual boost::asio::awaitable<Result<std::vector<Remark>>> remarks(std::int64_t pull, const std::string& since) = 0;

  virtual boost::asio::awaitable<Result<Comment>> create(std::int64_t pull, const std::string& body) = 0;
  virtual boost::asio::awaitable<Result<Comment>> update(std::int64_t id, const std::string& body) = 0;
  virtual boost::asio::awaitable<Result<>> remove(std::int64_t id) = 0;
};

}  // namespace ra::forge
