#include "base/held_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

namespace ra {

Result<std::optional<HeldLock>> HeldLock::take(const std::filesystem::path& path) {
  std::error_code ignored;  // what is wrong shows when the file is opened
  std::filesystem::create_directories(path.parent_path(), ignored);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    return error(Errc::unauthorized, fmt::format("{} cannot be written", path.parent_path().string()),
                 "choose another folder with -C, or make it writable");
  }
  HeldLock lock{fd};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return std::optional<HeldLock>{};
  return std::optional<HeldLock>{std::move(lock)};
}

HeldLock::HeldLock(HeldLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

HeldLock& HeldLock::operator=(HeldLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

HeldLock::~HeldLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace ra
