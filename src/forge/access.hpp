#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

enum class Permission { none, read, write, admin };

// What the token may do here, as far as the forge tells: an App's token is told nothing of itself.
struct TokenRights {
  std::optional<bool> can_push;
  bool private_repository = false;
  std::string default_branch;
};

// What a branch demands before something is merged into it.
struct BranchRules {
  bool there = false;  // the branch
  bool is_protected = false;
  std::vector<std::string> required;  // contexts of statuses
};

// Who may do what.
class Access {
 public:
  virtual ~Access() = default;
  virtual boost::asio::awaitable<Result<TokenRights>> token() = 0;
  virtual boost::asio::awaitable<Result<Permission>> of_user(const std::string& login) = 0;
  virtual boost::asio::awaitable<Result<BranchRules>> rules(const std::string& branch) = 0;
};

}  // namespace ra::forge
