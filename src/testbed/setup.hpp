#pragma once

#include "base/time.hpp"
#include "git/repository.hpp"
#include "testbed/inventory.hpp"
#include "testbed/outcome.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace ra::testbed {

// What one repository is asked to take: its page, or an error.
struct Proposal {
  std::string repository;  // its address
  std::string head;
  std::string base;
  std::string title;
};
using Propose = std::function<boost::asio::awaitable<Result<std::string>>(const Proposal&)>;

struct Setup {
  std::map<std::string, std::string> files;  // path in the repository → content
  std::string message;
  git::Identity who;
  WallTime when;
  bool write = false;  // false: only the difference is told
  Propose propose;     // set: the branch is left alone, and a pull request asks for the change
  git::Retry retry;
  std::filesystem::path scratch;  // a folder for clones, which are gone afterwards
};

// Puts the files on one branch of a repository: a commit on what the branch has now, or nothing where it has them
// already. A branch that moves meanwhile is a conflict, and nothing is overwritten.
boost::asio::awaitable<Outcome> set_up(const Repository& repository, const std::string& branch, const Setup& setup);

}  // namespace ra::testbed
