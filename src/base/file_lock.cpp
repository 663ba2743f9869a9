#include "base/file_lock.hpp"

#include "base/files.hpp"
#include "base/io_error.hpp"
#include "base/try.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace ra {

Result<FileLock> FileLock::open(const std::filesystem::path& file) {
  if (file.has_parent_path()) RA_TRY(make_folder(file.parent_path()));
  FileLock lock{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
  if (lock.fd_ < 0) return io_error("writing", file, errno);
  return lock;
}

Result<FileLock> FileLock::take(const std::filesystem::path& file) {
  RA_TRY_ASSIGN(FileLock lock, open(file));
  while (::flock(lock.fd_, LOCK_EX) != 0) {
    if (errno != EINTR) return io_error("locking", file, errno);
  }
  return lock;
}

Result<std::optional<FileLock>> FileLock::try_take(const std::filesystem::path& file) {
  RA_TRY_ASSIGN(FileLock lock, open(file));
  while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::optional<FileLock>{};
    if (errno != EINTR) return io_error("locking", file, errno);
  }
  return std::optional<FileLock>{std::move(lock)};
}

FileLock::FileLock(FileLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace ra
