#include "base/output_file.hpp"

#include "base/io_error.hpp"
#include "base/try.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace ra {

OutputFile::OutputFile(fs::path path, fs::path temporary, int fd)
    : path_{std::move(path)}, temporary_{std::move(temporary)}, fd_{fd} {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_{std::move(other.path_)},
      temporary_{std::move(other.temporary_)},
      fd_{std::exchange(other.fd_, -1)},
      size_{other.size_} {}

OutputFile::~OutputFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

Result<OutputFile> OutputFile::create(const fs::path& path) {
  static std::atomic<unsigned> count{0};  // two of one name at a time do not write into the same file
  std::error_code ec;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), ec);
  if (ec) return io_error("making", path.parent_path(), ec.value());
  fs::path temporary = path.string() + fmt::format(".{}-{}.tmp", ::getpid(), count++);
  const int fd = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return io_error("writing", path, errno);
  return OutputFile{path, std::move(temporary), fd};
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
  std::vector<char> piece(std::size_t{256} << 10U);
  while (offset < size_) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size_ - offset));
    RA_TRY(read_at(offset, piece.data(), size));
    take({piece.data(), size});
    offset += size;
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
  if (::close(std::exchange(fd_, -1)) != 0 && failed == 0) failed = errno;
  if (failed == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) failed = errno;
  if (failed == 0) return {};
  ::unlink(temporary_.c_str());
  return io_error("writing", path_, failed);
}

}  // namespace ra
