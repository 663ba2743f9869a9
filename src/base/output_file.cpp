#include "base/output_file.hpp"

#include "base/io_error.hpp"
#include "base/try.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace fs = std::filesystem;

namespace ra {

namespace {

constexpr int most_at_once = 1000;                         // of one name
constexpr int most_tries = 100;                            // while others come and go
constexpr std::uint64_t window = std::uint64_t{2} << 20U;  // that is read at a time: a multiple of every page

bool is_still(int fd, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

// Whether it was nobody's and has gone. A lock goes with whoever held it, on other machines too (flock(2), NFS).
bool is_swept(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  // Between the two it may have become what it was for.
  const bool gone = free && (!is_still(fd, path) || ::unlink(path.c_str()) == 0);
  ::close(fd);
  return gone;
}

// A new file under that name, held. -1 and errno: EEXIST when another has it.
int take_name(const fs::path& path) {
  for (int i = 0; i < most_tries; ++i) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno != EEXIST) return -1;
    if (fd < 0 && !is_swept(path)) break;
    if (fd < 0) continue;
    // A file system without locks does without; nobody sweeps there.
    const bool held = ::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    if (held && is_still(fd, path)) return fd;
    ::close(fd);
  }
  errno = EEXIST;
  return -1;
}

}  // namespace

OutputFile::OutputFile(fs::path path, fs::path temporary, int fd)
    : path_{std::move(path)}, temporary_{std::move(temporary)}, fd_{fd} {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_{std::move(other.path_)},
      temporary_{std::move(other.temporary_)},
      fd_{std::exchange(other.fd_, -1)},
      size_{other.size_} {}

OutputFile::~OutputFile() {
  if (fd_ < 0) return;
  ::unlink(temporary_.c_str());  // while it is held: afterwards the name may be another's
  ::close(fd_);
}

// Who writes one holds a lock on it: what nobody holds was left by a run that was killed, and goes.
Result<OutputFile> OutputFile::create(const fs::path& path) {
  std::error_code ec;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), ec);
  if (ec) return io_error("making", path.parent_path(), ec.value());
  for (int i = 0; i < most_at_once; ++i) {
    fs::path temporary = path.string() + fmt::format(".{}.tmp", i);
    const int fd = take_name(temporary);
    if (fd >= 0) return OutputFile{path, std::move(temporary), fd};
    if (errno != EEXIST) return io_error("writing", path, errno);
  }
  return io_error("writing", path, EEXIST);
}

Result<> OutputFile::write(std::string_view bytes) { return write_at(size_, bytes); }

Result<> OutputFile::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("writing", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
    if (offset > size_) size_ = offset;
  }
  return {};
}

Result<> OutputFile::read_at(std::uint64_t offset, char* into, std::size_t size) const {
  while (size > 0) {
    const ssize_t n = ::pread(fd_, into, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return io_error("reading back", path_, n < 0 ? errno : EIO);
    into += n;
    size -= static_cast<std::size_t>(n);
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<> OutputFile::read_from(std::uint64_t offset, const std::function<void(std::string_view)>& take) const {
  // Nobody else has this file, so none of it can be cut off meanwhile.
  while (offset < size_) {
    const std::uint64_t begin = offset / window * window;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(window, size_ - begin));
    void* const there = ::mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd_, static_cast<off_t>(begin));
    if (there == MAP_FAILED) return io_error("reading back", path_, errno);
    take(std::string_view{static_cast<const char*>(there), size}.substr(offset - begin));
    ::munmap(there, size);
    offset = begin + size;
  }
  return {};
}

Result<> OutputFile::truncate(std::uint64_t size) {
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) return io_error("writing", path_, errno);
  size_ = size;
  return {};
}

Result<> OutputFile::commit() {
  int failed = ::fdatasync(fd_) == 0 ? 0 : errno;
  // While it is held, or somebody might sweep it.
  if (failed == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) failed = errno;
  if (failed != 0) ::unlink(temporary_.c_str());
  if (::close(std::exchange(fd_, -1)) != 0 && failed == 0) failed = errno;
  if (failed == 0) return {};
  return io_error("writing", path_, failed);
}

}  // namespace ra
