#pragma once

#include "stage/stage.hpp"

#include "support/git_repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <map>
#include <string>

namespace ra::test {

// What a stage works on: a repository with one commit of these files, and all that is around it.
struct ForkBench {
  TemporaryFolder folder;
  GitRepository git{folder.path() / "x", "main"};
  model::Config config = {};
  git::Repository repository{git.path().string(), "origin"};
  Log log;
  stage::Context context{config, repository, repository, log};

  git::Sha commit(const std::map<std::string, std::string>& files) {
    git::Sha made;
    const auto main = [&]() -> boost::asio::awaitable<void> {
      const git::Identity who{"A", "a@localhost"};
      const std::string message = "x\n";
      const git::Sha none;
      const auto done = co_await repository.commit(none, files, message, who, context.source_time);
      made = done.value();
    };
    run_coroutine(main);
    return made;
  }
};

}  // namespace ra::test
