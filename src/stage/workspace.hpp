#pragma once

#include "model/config_stages.hpp"
#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace ra::stage {

// A clone of its own in .release-action/fork, in which commands run: nobody's work tree is touched.
class Workspace {
 public:
  explicit Workspace(Context& context) : context_{context}, path_{context.folder / "fork"} {}

  const std::filesystem::path& path() const { return path_; }

  // Puts it at this commit. What an earlier command left is gone, but for what .gitignore names.
  boost::asio::awaitable<Result<>> at(git::Sha commit);

  // Tracked files that differ from the commit, or a commit that somebody made; empty: it is as it was.
  boost::asio::awaitable<Result<std::string>> modified(git::Sha commit);

  // Runs commands in their order, each with its own log. `failed_ci` for the first that ends with another code than 0;
  // what it wrote at last is among the context's findings.
  boost::asio::awaitable<Result<>> run(std::string stage, std::vector<model::StageCommand> commands);

  // One command, and what is wrong with it: nothing when it ended with 0. It is no error that it failed.
  boost::asio::awaitable<Result<std::optional<Finding>>> attempt(std::string stage, model::StageCommand command);

  // The exit code of one command; its output goes to the log.
  boost::asio::awaitable<Result<int>> exit_code(std::string stage, model::StageCommand command);

 private:
  std::filesystem::path log_of(const std::string& stage, const std::string& command) const;

  Context& context_;
  std::filesystem::path path_;
};

}  // namespace ra::stage
