#pragma once

#include "git/log.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ra::git {

// Takes what `git log -z --format=<log_format>` writes, in pieces cut anywhere, and gives the commits. Pure.
// Keeps the commit that is not complete yet, and nothing else.
class LogReader {
 public:
  // A longer message is cut: its end is dropped as it comes.
  static constexpr std::size_t longest_message = std::size_t{1} << 20U;
  static constexpr std::size_t longest_commit = std::size_t{512} << 20U;  // with the names of its files

  LogReader(bool paths, const std::function<Result<>(const Commit&)>& each) : paths_{paths}, each_{each} {}

  Result<> feed(std::string_view piece);
  Result<> finish();  // the last commit; an error where the text ends inside one

 private:
  Result<> scan();
  Result<> token(std::size_t begin, std::size_t end);
  Result<> emit();
  std::string_view field(std::size_t index) const;

  bool paths_;
  const std::function<Result<>(const Commit&)>& each_;
  std::string buffer_;           // of the pending commit, and of those that were given since the last piece
  std::size_t token_begin_ = 0;  // of the token that is being looked for
  std::size_t scanned_ = 0;      // no NUL before this, from token_begin_ on
  bool dropping_ = false;        // until the message's NUL
  std::vector<std::pair<std::size_t, std::size_t>> tokens_;
  Commit commit_;  // its vectors are used again
};

// An empty field before each commit: no path is empty, so that it ends the paths of the commit before.
inline constexpr std::string_view log_format = "%x00%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B";

}  // namespace ra::git
