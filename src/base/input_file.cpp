#include "base/input_file.hpp"

#include "base/io_error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace ra {

InputFile::InputFile(std::filesystem::path path, int fd, std::uint64_t size)
    : path_{std::move(path)}, fd_{fd}, size_{size} {}

InputFile::InputFile(InputFile&& other) noexcept
    : path_{std::move(other.path_)}, fd_{std::exchange(other.fd_, -1)}, size_{other.size_} {}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  // O_NONBLOCK: a fifo is refused below and not waited for.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return error(Errc::not_found, path.string() + ": no such file");
  if (fd < 0) return io_error("reading", path, errno);
  InputFile file{path, fd, 0};
  struct stat found {};
  if (::fstat(fd, &found) != 0) return io_error("reading", path, errno);
  if (!S_ISREG(found.st_mode)) return error(Errc::config, path.string() + " is not a file");
  file.size_ = static_cast<std::uint64_t>(found.st_size);
  return file;
}

Result<std::size_t> InputFile::read_at(std::uint64_t offset, char* into, std::size_t size) const {
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n = ::pread(fd_, into + have, size - have, static_cast<off_t>(offset + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("reading", path_, errno);
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  return have;
}

}  // namespace ra
