#pragma once

#include "base/error.hpp"
#include "base/process.hpp"

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

// How base/process starts a program. Waits for nothing and reads nothing.
namespace ra {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_{fd} {}
  Descriptor(Descriptor&& other) noexcept : fd_{other.release()} {}
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

// A program that runs, and our ends of its pipes.
struct Child {
  pid_t pid = -1;
  Descriptor exit;  // a pidfd: readable once it has ended. None before Linux 5.3, nor where a container forbids it
  Descriptor in;
  Descriptor out;
  Descriptor err;
};

Result<Child> start_child(const ProcessRequest& request);

// "git fetch …": options and their settings say little and may hold secrets.
std::string program_label(const std::vector<std::string>& arguments);

}  // namespace ra
