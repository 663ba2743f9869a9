#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <optional>

namespace ra {

// Held against other processes as long as it lives; the kernel lets go of it when its process ends, however that ends.
class FileLock {
 public:
  // Waits until nobody else holds it. Makes the file, which stays, and its folder.
  static Result<FileLock> take(const std::filesystem::path& file);
  // Nothing when somebody else holds it.
  static Result<std::optional<FileLock>> try_take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_{fd} {}
  static Result<FileLock> open(const std::filesystem::path& file);

  int fd_ = -1;
};

}  // namespace ra
