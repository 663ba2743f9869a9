#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ra::forge {

enum class State { pending, success, failure, error };

// One line at a commit, that a branch rule can require.
struct Status {
  State state = State::pending;
  std::string context;      // release-action/dry-run
  std::string description;  // cut to what the forge takes
  std::string link;
};

enum class Level { notice, warning, failure };

// Shown beside the line of the file.
struct Annotation {
  std::string path;  // from the root of the repository
  std::int64_t first_line = 1;
  std::int64_t last_line = 1;
  Level level = Level::failure;
  std::string title;
  std::string message;
};

// A page of its own at a commit. Only an App's token may make one (GITHUB_TOKEN is one, a person's is not).
struct CheckRun {
  std::string name;
  std::string sha;
  std::string conclusion;  // success, failure, neutral, cancelled, skipped, timed_out, action_required; empty: it runs
  std::string title;
  std::string summary;  // Markdown; too long a one is an error, not a cut
  std::string link;
  std::vector<Annotation> annotations;
};

// What commits are told.
class Statuses {
 public:
  virtual ~Statuses() = default;
  virtual boost::asio::awaitable<Result<>> set(const std::string& sha, const Status& status) = 0;
  // The newest of each context.
  virtual boost::asio::awaitable<Result<std::vector<Status>>> of(const std::string& sha) = 0;

  // The newest run of each name, of whatever App; without what they say at length.
  virtual boost::asio::awaitable<Result<std::vector<CheckRun>>> checks_of(const std::string& sha) = 0;

  // The id of the new run; update() ends it.
  virtual boost::asio::awaitable<Result<std::int64_t>> create_check(const CheckRun& run) = 0;
  virtual boost::asio::awaitable<Result<>> update_check(std::int64_t id, const CheckRun& run) = 0;
};

}  // namespace ra::forge
