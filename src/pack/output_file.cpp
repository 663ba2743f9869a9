#include "pack/output_file.hpp"

#include "base/try.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace ra::pack {

namespace {

Error cannot(std::string_view what, const fs::path& path, int code) {
  const bool forbidden = code == EACCES || code == EPERM || code == EROFS;
  return error(forbidden ? Errc::unauthorized : Errc::internal,
               fmt::format("{} {}: {}", what, path.string(), std::strerror(code)),
               code == ENOSPC ? "free some space and run the same command again" : "");
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
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

Result<OutputFile> OutputFile::create(const fs::path& path) {
  std::error_code failed;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), failed);
  if (failed) return cannot("making", path.parent_path(), failed.value());
  fs::path temporary = path.string() + fmt::format(".{}.tmp", ::getpid());
  const int fd = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return cannot("writing", path, errno);
  return OutputFile{path, std::move(temporary), fd};
}

Result<> OutputFile::write(std::uint64_t offset, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("writing", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<> OutputFile::append(std::string_view bytes) {
  RA_TRY(write(size_, bytes));
  size_ += bytes.size();
  return {};
}

Result<> OutputFile::overwrite(std::uint64_t offset, std::string_view bytes) { return write(offset, bytes); }

Result<> OutputFile::read_from(std::uint64_t offset, const std::function<void(std::string_view)>& take) const {
  std::vector<char> piece(std::size_t{256} << 10U);
  for (;;) {
    const ssize_t n = ::pread(fd_, piece.data(), piece.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("reading", path_, errno);
    if (n == 0) return {};
    take({piece.data(), static_cast<std::size_t>(n)});
    offset += static_cast<std::uint64_t>(n);
  }
}

Result<> OutputFile::commit() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return cannot("writing", path_, errno);
  ::close(std::exchange(fd_, -1));
  return {};
}

}  // namespace ra::pack
