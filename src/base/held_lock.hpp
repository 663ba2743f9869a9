#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <optional>

namespace ra {

// A file that one process holds at a time; the kernel lets go of it with the process that holds it, and with those
// children that were given it.
class HeldLock {
 public:
  // Nothing when another holds it. Makes the folder and the file. `unauthorized` when it cannot be written.
  static Result<std::optional<HeldLock>> take(const std::filesystem::path& path);

  HeldLock(HeldLock&& other) noexcept;
  HeldLock& operator=(HeldLock&& other) noexcept;
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  ~HeldLock();

  int descriptor() const { return fd_; }  // for ProcessRequest::holds

 private:
  explicit HeldLock(int fd) : fd_{fd} {}

  int fd_ = -1;
};

}  // namespace ra
