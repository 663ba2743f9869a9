#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::git {

// What a commit holds, without the work tree.
struct Tree {
  std::vector<std::string> paths;            // of all files, links and submodules left out, in git's order
  std::map<std::string, std::string> files;  // path → content, of those that were wanted
};

// In two git calls, however many files are wanted. Nothing is fetched: `config` for a partial clone that lacks them.
boost::asio::awaitable<Result<Tree>> read_tree(const std::string& directory, const Sha& commit,
                                               const std::function<bool(std::string_view path)>& wanted);

}  // namespace ra::git
