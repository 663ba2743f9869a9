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

// How pull requests become part of their base, and what the commit says that does it. Everything is absent where the
// token is not told.
struct MergeWays {
  std::optional<bool> merge;
  std::optional<bool> squash;
  std::optional<bool> rebase;
  // The title of a squash: the pull request's, always; else that of the only commit, where there is but one.
  bool squash_has_pulls_title = false;
  enum class Body { commits, pull, none };
  Body squash_body = Body::commits;
  // The title of a merge: the pull request's; else "Merge pull request #12", with what stands below it.
  bool merge_has_pulls_title = false;
  enum class Below { title, body, none };
  Below merge_body = Below::title;
};

// Who may do what.
class Access {
 public:
  virtual ~Access() = default;
  virtual boost::asio::awaitable<Result<TokenRights>> token() = 0;
  virtual boost::asio::awaitable<Result<Permission>> of_user(const std::string& login) = 0;
  virtual boost::asio::awaitable<Result<BranchRules>> rules(const std::string& branch) = 0;
  virtual boost::asio::awaitable<Result<MergeWays>> merge_ways() = 0;
};

}  // namespace ra::forge
