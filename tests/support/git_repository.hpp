#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace ra::test {

// Runs a shell command; throws when it fails.
inline void shell(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

// A small repository with one branch and one commit, made with the git program, heedless of its owner's settings.
class GitRepository {
 public:
  GitRepository(std::filesystem::path path, const std::string& branch) : path_{std::move(path)} {
    std::filesystem::create_directories(path_);
    shell(git() + "init -q --initial-branch=" + branch);
    std::ofstream{path_ / "README"} << "hello\n";
    shell(git() + "add -A && " + git() + "commit -q -m start");
  }

  std::string url() const { return "file://" + path_.string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::string git() const {
    return "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C '" + path_.string() +
           "' -c user.name=test -c user.email=test@localhost -c commit.gpgsign=false ";
  }

  std::filesystem::path path_;
};

}  // namespace ra::test
