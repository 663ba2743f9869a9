#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

struct Pull {
  std::int64_t number = 0;
  std::string id;        // what the forge's other interface knows it by
  std::string head;      // branch
  std::string head_sha;  // its newest commit
  std::string base;
  std::string title;
  std::string body;
  bool open = false;
  bool draft = false;
  bool merged = false;
  std::optional<bool> mergeable;  // nothing while the forge still works it out
  std::string merge_commit;       // once it is merged
  bool from_fork = false;
  std::vector<std::string> labels;
  std::string link;
};

struct PullDraft {
  std::string head;
  std::string base;
  std::string title;
  std::string body;
  bool draft = false;
};

// What is absent stays as it is.
struct PullEdit {
  std::optional<std::string> title;
  std::optional<std::string> body;
  std::optional<std::string> base;
  std::optional<bool> open;
};

enum class MergeMethod { merge, squash, rebase };

// Pull requests of one repository.
class Pulls {
 public:
  virtual ~Pulls() = default;

  virtual boost::asio::awaitable<Result<Pull>> get(std::int64_t number) = 0;
  // Open ones from a branch of this repository, or of `owner`'s fork; and all that a commit belongs to.
  virtual boost::asio::awaitable<Result<std::vector<Pull>>> of_branch(const std::string& branch,
                                                                      std::string owner = std::string{}) = 0;
  virtual boost::asio::awaitable<Result<std::vector<Pull>>> of_commit(const std::string& sha) = 0;

  // The open one from head into base when it is there already: with the same title and body as it is, else edited.
  virtual boost::asio::awaitable<Result<Pull>> open(const PullDraft& draft) = 0;
  virtual boost::asio::awaitable<Result<Pull>> edit(std::int64_t number, const PullEdit& edit) = 0;

  // No draft any more.
  virtual boost::asio::awaitable<Result<>> ready(std::int64_t number) = 0;

  // Gives the merge commit. Only while `sha` is the head: `conflict` when it has moved or cannot be merged. Merged
  // before with that head is done.
  virtual boost::asio::awaitable<Result<std::string>> merge(std::int64_t number, const std::string& sha,
                                                            MergeMethod method) = 0;
  // The forge merges it once the branch rules are content.
  virtual boost::asio::awaitable<Result<>> merge_when_ready(std::int64_t number, const std::string& sha,
                                                            MergeMethod method) = 0;

  virtual boost::asio::awaitable<Result<>> add_labels(std::int64_t number, const std::vector<std::string>& labels) = 0;
  virtual boost::asio::awaitable<Result<>> remove_label(std::int64_t number, const std::string& label) = 0;
};

}  // namespace ra::forge
