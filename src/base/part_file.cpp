#include "base/part_file.hpp"

#include "base/io_error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace fs = std::filesystem;

namespace ra {

PartFile::PartFile(fs::path path, int fd, std::uint64_t size) : path_{std::move(path)}, fd_{fd}, size_{size} {}

PartFile::PartFile(PartFile&& other) noexcept
    : path_{std::move(other.path_)}, fd_{std::exchange(other.fd_, -1)}, size_{other.size_} {}

PartFile::~PartFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<PartFile> PartFile::open(const fs::path& path) {
  std::error_code ec;
  fs::create_directories(path.parent_path(), ec);
  if (ec) return io_error("making", path.parent_path(), ec.value());
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return io_error("writing", path, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return error(Errc::conflict, fmt::format("another run is writing {}", path.string()), "wait for its end");
  }
  const off_t size = ::lseek(fd, 0, SEEK_END);
  return PartFile{path, fd, static_cast<std::uint64_t>(size < 0 ? 0 : size)};
}

Result<> PartFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("writing", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    size_ += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<> PartFile::truncate(std::uint64_t size) {
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) return io_error("writing", path_, errno);
  size_ = size;
  return {};
}

Result<> PartFile::become(const fs::path& path) {
  if (::fdatasync(fd_) != 0 || ::rename(path_.c_str(), path.c_str()) != 0) return io_error("writing", path, errno);
  return {};
}

void PartFile::remove() { ::unlink(path_.c_str()); }

}  // namespace ra
