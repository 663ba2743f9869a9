#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "git/retry.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::git {

using Sha = std::string;  // 40 or 64 hex digits

struct Identity {
  std::string name;
  std::string email;
};

// One ref to be changed by a push. Pushed only when the remote's value still is `expected`
// (empty: it must not exist yet). An empty target deletes it.
struct RefUpdate {
  std::string ref;  // refs/heads/master
  Sha target;
  Sha expected;
};

struct RemoteRef {
  std::string ref;
  Sha target;       // of an annotated tag: the tag object
  Sha commit = {};  // of an annotated tag: what it points at; else the target
};

// A clone on this machine and its remote, through the `git` program and nothing else. Objects are made by
// plumbing: neither the work tree, nor the index, nor local branches are touched, so it works beside
// somebody's unfinished edits. Errors: `conflict` when a push lost a race, `unauthorized` when the remote
// refuses us, `transient`/`unavailable` for the network, `not_found`, `config` when `directory` is no clone.
class Repository {
 public:
  Repository(std::string directory, std::string remote, Retry retry = {});

  const std::string& directory() const { return directory_; }

  boost::asio::awaitable<Result<Sha>> head();                    // of the checkout
  boost::asio::awaitable<Result<std::string>> current_branch();  // "" when detached
  boost::asio::awaitable<Result<std::string>> remote_url();      // without a password or token
  boost::asio::awaitable<Result<Identity>> identity();           // git's own user.name and user.email; may be empty

  // What the remote has now; patterns as git ls-remote takes them.
  boost::asio::awaitable<Result<std::vector<RemoteRef>>> remote_refs(const std::vector<std::string>& patterns);

  // Brings the commit of a remote ref (refs/heads/master, HEAD) here, without any local ref, and gives its sha;
  // nothing when it does not exist.
  boost::asio::awaitable<Result<std::optional<Sha>>> fetch(const std::string& ref);

  // A file of a commit; not_found when it is not in there.
  boost::asio::awaitable<Result<std::string>> read(const Sha& commit, const std::string& path);

  // A commit on `parent` with these files changed (and with no parent, with only these files). The same arguments
  // make the same sha.
  boost::asio::awaitable<Result<Sha>> commit(const Sha& parent, const std::map<std::string, std::string>& files,
                                             const std::string& message, const Identity& who, WallTime when);

  // An annotated tag object; no ref is made.
  boost::asio::awaitable<Result<Sha>> tag_object(const std::string& name, const Sha& target, const std::string& message,
                                                 const Identity& who, WallTime when);

  // All or nothing (--atomic). Equal is done: refs that already have their target are left out. As git does, it
  // moves this clone's own picture of the remote (refs/remotes/…), and no other ref.
  boost::asio::awaitable<Result<>> push(const std::vector<RefUpdate>& updates);

  // Would the remote take a push of ours? Opens one to make this ref of HEAD, as far as the remote's first answer, and
  // sends nothing (git push --dry-run). What its rules say of single branches does not show. not_found without a
  // commit.
  boost::asio::awaitable<Result<>> try_push(const std::string& ref);

 private:
  std::string directory_;
  std::string remote_;
  Retry retry_;
};

// Refs of any remote, without a clone. Not in a hurry: a minute a try.
boost::asio::awaitable<Result<std::vector<RemoteRef>>> ls_remote(const std::string& url,
                                                                 const std::vector<std::string>& patterns,
                                                                 Retry retry = {});

}  // namespace ra::git
