#pragma once

#include "base/process.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ra::test {

// A repository in a folder of its own, made by plain git, heedless of its owner's settings. Every commit is a second
// younger than the one before.
class History {
 public:
  History() { git({"init", "-q", "-b", "main"}); }

  std::string directory() const { return folder_.path().string(); }

  std::string git(std::vector<std::string> arguments, std::string input = {}) {
    ProcessRequest request;
    request.arguments = {"git", "-c", "user.name=A", "-c", "user.email=a@example.org"};
    request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
    request.directory = folder_.path();
    const std::string now = std::to_string(seconds_) + " +0000";
    request.environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"},
                           {"GIT_CONFIG_NOSYSTEM", "1"},
                           {"GIT_AUTHOR_DATE", now},
                           {"GIT_COMMITTER_DATE", now}};
    request.input = std::move(input);
    const auto result = await(run_process(request));
    BOOST_TEST_REQUIRE(result.has_value());
    BOOST_TEST_REQUIRE(result->exit_code == 0, result->err);
    std::string out = result->out;
    while (out.ends_with('\n')) out.pop_back();
    return out;
  }

  std::string commit(const std::string& message) {
    ++seconds_;
    git({"commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-"}, message);
    return git({"rev-parse", "HEAD"});
  }

 private:
  TemporaryFolder folder_;
  long seconds_ = 1700000000;
};

}  // namespace ra::test
