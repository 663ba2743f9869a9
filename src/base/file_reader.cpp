#include "base/file_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ra {

namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10U;

Error unreadable(const std::string& path) {
  return error(Errc::config, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
}

}  // namespace

FileReader::FileReader(std::string path, int fd) : path_{std::move(path)}, fd_{fd}, piece_(piece_size) {}

FileReader::FileReader(FileReader&& other) noexcept
    : path_{std::move(other.path_)}, fd_{std::exchange(other.fd_, -1)}, piece_{std::move(other.piece_)} {}

FileReader::~FileReader() {
  if (fd_ >= 0) ::close(fd_);
}

Result<FileReader> FileReader::open(const std::filesystem::path& path, std::uint64_t from) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return unreadable(path.string());
  FileReader reader{path.string(), fd};
  if (from > 0 && ::lseek(fd, static_cast<off_t>(from), SEEK_SET) < 0) return unreadable(path.string());
  return reader;
}

Result<std::string_view> FileReader::next() {
  for (;;) {
    const ssize_t n = ::read(fd_, piece_.data(), piece_.size());
    if (n >= 0) return std::string_view{piece_.data(), static_cast<std::size_t>(n)};
    if (errno != EINTR) return unreadable(path_);
  }
}

}  // namespace ra
