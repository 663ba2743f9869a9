#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::git {

// One commit as `git log` tells it. Views into the reader's buffer: good until the callback returns.
struct Commit {
  std::string_view sha;
  std::vector<std::string_view> parents;
  std::string_view author_name;  // after .mailmap
  std::string_view author_email;
  std::int64_t committed_at = 0;        // seconds since 1970
  std::string_view message;             // as UTF-8 where git could make it so; never trusted. Its first MiB
  std::vector<std::string_view> paths;  // changed files, only when asked for; a merge has none of its own
};

struct LogRequest {
  std::vector<std::string> from{"HEAD"};  // commits or refs, checked to be some before git sees them
  std::vector<Sha> without;               // and everything reachable from these is left out
  bool paths = false;                     // costs a diff for each commit
  bool first_parent = false;              // a merge then has the paths that it brought
  bool in_any_order = false;  // newest first, more or less: begins at once, where git else reads all of it first
};

// The commits that these are, in their order, whatever they look like: "--upload-pack=x" is a name that there is not.
// Errors: `not_found`, with a hint where a shallow clone or missing tags may be why.
boost::asio::awaitable<Result<std::vector<Sha>>> resolve_commits(const std::string& directory,
                                                                 const std::vector<std::string>& refs);

// Can all of `wanted` be reached from these commits? Reads no more of the history than lies between. False too where
// git cannot tell.
boost::asio::awaitable<bool> reaches_all(const std::string& directory, const std::vector<Sha>& from,
                                         const std::vector<Sha>& wanted);

// Reads commits, children before parents, in one pass and bounded memory, from the clone alone: nothing is fetched.
// `each` may end it by an error, which is handed on. Errors: `config` for a shallow or partial clone that lacks what
// is asked for (the hint says what to fetch), `not_found` for a ref that is none.
boost::asio::awaitable<Result<>> read_log(const std::string& directory, const LogRequest& request,
                                          const std::function<Result<>(const Commit&)>& each);

}  // namespace ra::git
