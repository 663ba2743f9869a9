#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where the product's repository lives with its pull requests, comments and statuses.
namespace ra::forge {

struct Pull {
  std::int64_t number = 0;
  std::string head;      // branch
  std::string head_sha;  // its newest commit
  std::string base;
  bool open = false;
  bool merged = false;
  std::string merge_commit;  // once it is merged
  bool from_fork = false;
  std::string link;
};

struct Comment {
  std::int64_t id = 0;
  std::string body;
  std::string link;
};

enum class State { pending, success, failure, error };

// One line at a commit, that a branch rule can require.
struct Status {
  State state = State::pending;
  std::string context;      // release-action/dry-run
  std::string description;  // cut to what the forge takes
  std::string link;
};

// One repository on one forge. Implementation: forge/github.cpp. Every call may fail with the errors of http::Client
// and: unauthorized (this token may not), not_found (it is not there for us), conflict (it is there, and different),
// rate_limited (for longer than we wait). An answer that cannot be read is an error, never a default.
class Forge {
 public:
  using Wanted = std::function<bool(const std::string& body)>;

  virtual ~Forge() = default;

  virtual boost::asio::awaitable<Result<Pull>> pull(std::int64_t number) = 0;
  // Open ones from a branch of this repository; and all that a commit belongs to.
  virtual boost::asio::awaitable<Result<std::vector<Pull>>> pulls_of_branch(const std::string& branch) = 0;
  virtual boost::asio::awaitable<Result<std::vector<Pull>>> pulls_of_commit(const std::string& sha) = 0;

  // The newest comment that this account wrote, that nobody has hidden and whose body is wanted.
  virtual boost::asio::awaitable<Result<std::optional<Comment>>> own_comment(std::int64_t pull, Wanted wanted) = 0;
  virtual boost::asio::awaitable<Result<Comment>> create_comment(std::int64_t pull, const std::string& body) = 0;
  virtual boost::asio::awaitable<Result<Comment>> update_comment(std::int64_t id, const std::string& body) = 0;

  virtual boost::asio::awaitable<Result<>> set_status(const std::string& sha, const Status& status) = 0;
};

}  // namespace ra::forge
