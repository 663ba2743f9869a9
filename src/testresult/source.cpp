#include "testresult/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ra::testresult {

namespace {

class FileSource : public Source {
 public:
  explicit FileSource(int fd) : fd_{fd} {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { ::close(fd_); }

  Result<std::size_t> read(char* to, std::size_t most) override {
    for (;;) {
      const ssize_t n = ::read(fd_, to, most);
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) return error(Errc::config, std::strerror(errno));
    }
  }

  bool rewind() override { return ::lseek(fd_, 0, SEEK_SET) == 0; }

 private:
  int fd_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_source(const std::filesystem::path& path) {
  // Not to wait for the writer of a named pipe that somebody left among the reports.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return error(Errc::not_found, std::strerror(errno));
  struct stat info {};
  const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  std::unique_ptr<Source> source = std::make_unique<FileSource>(fd);
  if (!regular) return error(Errc::config, "not a regular file");
  return source;
}

Result<std::size_t> TextSource::read(char* to, std::size_t most) {
  const auto n = rest_.copy(to, most);
  rest_.remove_prefix(n);
  return n;
}

bool TextSource::rewind() {
  rest_ = all_;
  return true;
}

}  // namespace ra::testresult
