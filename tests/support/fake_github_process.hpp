#pragma once

#include "support/temporary_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

namespace ra::test {

// tests/support/fake_github.py as a process of its own, over the given state. RA_FAKE_GITHUB is its path, RA_PYTHON
// the interpreter.
class FakeGithub {
 public:
  explicit FakeGithub(const std::string& state) {
    const std::string file = (folder_.path() / "state.json").string();
    std::ofstream{file} << state;
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      const std::string record = (folder_.path() / "record").string();
      execl(RA_PYTHON, RA_PYTHON, "-B", RA_FAKE_GITHUB, file.c_str(), record.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    std::FILE* out = fdopen(ends[0], "r");
    for (int c = 0; (c = std::fgetc(out)) != EOF && c != '\n';) url_ += static_cast<char>(c);
    std::fclose(out);
    if (!url_.starts_with("http")) throw std::runtime_error("the fake GitHub did not start");
  }
  FakeGithub(const FakeGithub&) = delete;
  FakeGithub& operator=(const FakeGithub&) = delete;
  ~FakeGithub() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

  const std::string& url() const { return url_; }  // http://127.0.0.1:PORT/api/v3

 private:
  TemporaryFolder folder_;
  pid_t child_ = -1;
  std::string url_;
};

}  // namespace ra::test
