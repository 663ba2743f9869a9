#include "archive/destination.hpp"

#include "archive/names.hpp"
#include "base/io_error.hpp"
#include "base/try.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

namespace fs = std::filesystem;

namespace ra::archive {

namespace {

class NewFile : public Sink {
 public:
  NewFile(fs::path path, int fd) : path_{std::move(path)}, fd_{fd} {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() override {
    if (fd_ >= 0) ::close(fd_);
  }

  Result<> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return io_error("writing", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<> finish() override {
    if (::close(std::exchange(fd_, -1)) != 0) return io_error("writing", path_, errno);
    return {};
  }

 private:
  fs::path path_;
  int fd_;
};

// What somebody else's system took is no fault of ours.
Error unmade(std::string_view doing, const fs::path& path, std::string_view name) {
  const int code = errno;
  if (code == ENAMETOOLONG) return refused(name, "has a name that is too long for this system");
  return io_error(doing, path, code);
}

}  // namespace

Destination::Destination(fs::path folder, fs::path temporary)
    : folder_{std::move(folder)}, temporary_{std::move(temporary)} {}

Destination::Destination(Destination&& other) noexcept
    : folder_{std::move(other.folder_)},
      temporary_{std::exchange(other.temporary_, {})},
      places_{std::move(other.places_)} {}

Destination::~Destination() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

Result<Destination> Destination::create(const fs::path& folder) {
  static std::atomic<unsigned> count{0};
  std::error_code failed;
  const fs::path name = folder.has_filename() ? folder : folder.parent_path();
  if (fs::exists(fs::symlink_status(name, failed)) && !(fs::is_directory(name) && fs::is_empty(name, failed))) {
    return error(Errc::conflict, name.string() + " is there already", "remove it, or unpack into another folder");
  }
  if (name.has_parent_path()) fs::create_directories(name.parent_path(), failed);
  fs::path temporary = name.string() + fmt::format(".{}-{}.tmp", ::getpid(), count++);
  if (::mkdir(temporary.c_str(), 0755) != 0) return io_error("making", temporary, errno);
  return Destination{name, std::move(temporary)};
}

Result<fs::path> Destination::place(std::string_view name, Kind kind) {
  RA_TRY(check_name(name));
  RA_TRY(make_parents(name));
  const auto [at, is_new] = places_.try_emplace(std::string{name}, Place{kind, true});
  if (!is_new && (kind != Kind::folder || at->second.kind != Kind::folder)) {
    return error(Errc::config, in_quotes(name) + " is there twice");
  }
  fs::path path = temporary_ / name;
  if (kind == Kind::folder && is_new && ::mkdir(path.c_str(), 0755) != 0) return unmade("making", path, name);
  return path;
}

Result<> Destination::make_parents(std::string_view name) {
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/', slash + 1)) {
    const std::string parent{name.substr(0, slash)};
    const auto [at, is_new] = places_.try_emplace(parent, Place{});
    if (at->second.kind != Kind::folder) {
      return error(Errc::config,
                   fmt::format("{} lies in {}, which is not a folder", in_quotes(name), in_quotes(parent)));
    }
    const fs::path path = temporary_ / parent;
    if (is_new && ::mkdir(path.c_str(), 0755) != 0) return unmade("making", path, name);
  }
  return {};
}

Result<> Destination::add_folder(std::string_view name) {
  RA_TRY(place(name, Kind::folder));
  return {};
}

Result<> Destination::add_symlink(std::string_view name, std::string_view target) {
  RA_TRY(check_link(name, target));
  RA_TRY_ASSIGN(const fs::path path, place(name, Kind::symlink));
  if (::symlink(std::string{target}.c_str(), path.c_str()) != 0) return unmade("writing", path, name);
  return {};
}

Result<std::unique_ptr<Sink>> Destination::add_file(std::string_view name, bool executable) {
  RA_TRY_ASSIGN(fs::path path, place(name, Kind::file));
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return unmade("writing", path, name);
  auto file = std::make_unique<NewFile>(path, fd);
  if (::fchmod(fd, executable ? executable_mode : plain_mode) != 0) return io_error("writing", path, errno);
  return std::unique_ptr<Sink>{std::move(file)};
}

Result<> Destination::commit() {
  if (::rename(temporary_.c_str(), folder_.c_str()) != 0) return io_error("making", folder_, errno);
  temporary_.clear();
  return {};
}

}  // namespace ra::archive
