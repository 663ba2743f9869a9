#include "base/files.hpp"

#include "base/file_reader.hpp"
#include "base/io_error.hpp"
#include "base/output_file.hpp"
#include "base/try.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

namespace fs = std::filesystem;

namespace ra {

namespace {

class File {
 public:
  File(const fs::path& path, int flags) : fd_{::open(path.c_str(), flags | O_CLOEXEC, 0644)}, error_{errno} {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }

  explicit operator bool() const { return fd_ >= 0; }
  int open_error() const { return error_; }

  // 0, or errno.
  int write_and_flush(std::string_view content) const {
    while (!content.empty()) {
      const ssize_t n = ::write(fd_, content.data(), content.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno;
      content.remove_prefix(static_cast<std::size_t>(n));
    }
    return ::fdatasync(fd_) == 0 ? 0 : errno;
  }

  int fd() const { return fd_; }

 private:
  int fd_;
  int error_;
};

Result<> make_parent(const fs::path& path) {
  std::error_code ec;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), ec);
  if (ec) return io_error("making", path.parent_path(), ec.value());
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::uint64_t most) {
  const File file{path, O_RDONLY};
  if (!file) {
    if (file.open_error() == ENOENT) return error(Errc::not_found, path.string() + ": no such file");
    return io_error("reading", path, file.open_error());
  }
  std::string content;
  constexpr std::size_t block = 1U << 16U;
  for (std::size_t have = 0;;) {
    content.resize(have + block);
    const ssize_t n = ::read(file.fd(), content.data() + have, block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error("reading", path, errno);
    have += static_cast<std::size_t>(n);
    content.resize(have);
    if (have > most) {
      return error(Errc::config, fmt::format("{} is larger than {} bytes", path.string(), most));
    }
    if (n == 0) return content;
  }
}

Result<> write_file(const fs::path& path, std::string_view content) {
  RA_TRY_ASSIGN(OutputFile file, OutputFile::create(path));
  RA_TRY(file.write(content));
  return file.commit();
}

Result<> remove_file(const fs::path& path) {
  std::error_code ec;
  fs::remove(path, ec);
  if (ec) return io_error("removing", path, ec.value());
  return {};
}

// By hand: fs::copy_file says "Input/output error" of a disk that is full.
Result<> copy_file(const fs::path& from, const fs::path& to) {
  RA_TRY_ASSIGN(FileReader reader, FileReader::open(from));
  RA_TRY_ASSIGN(OutputFile writer, OutputFile::create(to));
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, reader.next());
    if (piece.empty()) break;
    RA_TRY(writer.write(piece));
  }
  std::error_code failed;
  fs::permissions(writer.temporary(), fs::status(from, failed).permissions(), failed);
  if (failed) return io_error("writing", to, failed.value());
  return writer.commit();
}

Result<> move_file(const fs::path& from, const fs::path& to) {
  RA_TRY(make_parent(to));
  if (::rename(from.c_str(), to.c_str()) != 0) return io_error("writing", to, errno);
  return {};
}

Result<> make_folder(const fs::path& path) {
  std::error_code ec;
  fs::create_directories(path, ec);
  if (ec) return io_error("making", path, ec.value());
  return {};
}

Result<> append_file(const fs::path& path, std::string_view content) {
  RA_TRY(make_parent(path));
  const File file{path, O_WRONLY | O_CREAT | O_APPEND};
  if (!file) return io_error("writing", path, file.open_error());
  if (const int failed = file.write_and_flush(content); failed != 0) return io_error("writing", path, failed);
  return {};
}

}  // namespace ra
