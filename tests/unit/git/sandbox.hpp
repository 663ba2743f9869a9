#pragma once

#include "base/process.hpp"
#include "base/time.hpp"
#include "git/repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ra::test {

// Plain git, for arranging and asserting: not through the code under test.
inline std::string git(const std::filesystem::path& directory, std::vector<std::string> arguments,
                       std::string input = {}) {
  ProcessRequest request;
  request.arguments = std::move(arguments);
  request.arguments.insert(request.arguments.begin(), "git");
  request.directory = directory;
  request.input = std::move(input);
  const auto result = await(run_process(request));
  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST_REQUIRE(result->exit_code == 0, result->err);
  std::string out = result->out;
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

inline void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream{path} << text;
}

inline void hook(const std::filesystem::path& repository, const std::string& name, const std::string& script) {
  write(repository / "hooks" / name, "#!/bin/sh\n" + script);
  std::filesystem::permissions(repository / "hooks" / name, std::filesystem::perms::owner_all);
}

// A bare remote with one commit on master, and a clone of it.
class Sandbox {
 public:
  explicit Sandbox(const std::string& format = "sha1") : remote{folder / "remote.git"}, clone{folder / "clone"} {
    git(folder.path(), {"init", "-q", "--bare", "-b", "master", "--object-format=" + format, remote});
    // Not a clone: git 2.39 takes an empty remote for one of SHA-1.
    git(folder.path(), {"init", "-q", "-b", "master", "--object-format=" + format, clone});
    git(clone, {"remote", "add", "origin", remote});
    write(clone / "README.md", "read me\n");
    write(clone / "bin/run", "#!/bin/sh\n");
    std::filesystem::permissions(clone / "bin/run", std::filesystem::perms::owner_all);
    git(clone, {"add", "-A"});
    git(clone, {"commit", "-q", "--no-gpg-sign", "-m", "first"});
    git(clone, {"push", "-q", "origin", "master"});
    first = git(clone, {"rev-parse", "HEAD"});
  }

  git::Repository repository(git::Retry retry = {}) const { return {clone, "origin", std::move(retry)}; }
  std::string remote_value(const std::string& ref) const {
    return git(remote, {"for-each-ref", "--format=%(objectname)", ref});
  }
  // A commit in the clone with this message.
  git::Sha commit(const std::string& message) const {
    return git(clone, {"commit-tree", "-p", first, "-m", message, first + "^{tree}"});
  }

  TemporaryFolder folder;
  std::filesystem::path remote;
  std::filesystem::path clone;
  git::Sha first;
};

// A Retry that notes its pauses and takes no time.
inline git::Retry noted(std::vector<Duration>& pauses) {
  git::Retry retry;
  retry.sleep = [&pauses](Duration time) -> boost::asio::awaitable<void> {
    pauses.push_back(time);
    co_return;
  };
  return retry;
}

inline const git::Identity bot{.name = "Release Bot", .email = "bot@example.org"};
inline const WallTime long_ago{std::chrono::seconds{1700000000}};

}  // namespace ra::test
