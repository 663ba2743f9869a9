#include "fuzz/unpacking.hpp"

#include "fuzz/hold.hpp"
#include "fuzz/promises.hpp"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace fs = std::filesystem;

namespace ra::fuzz {

namespace {

// In memory, where there is such a place; goes with the program.
struct Place {
  Place() {
    std::string name =
        fs::is_directory("/dev/shm") ? "/dev/shm/release-action-fuzz-XXXXXX" : "/tmp/release-action-fuzz-XXXXXX";
    hold(::mkdtemp(name.data()) != nullptr, "a folder can be made");
    path = name;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }

  fs::path path;
};

const fs::path& place() {
  static const Place made;
  return made.path;
}

void hold_inside(const fs::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_symlink()) {
      const fs::path target = fs::weakly_canonical(entry.path().parent_path() / fs::read_symlink(entry.path()));
      const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), target.begin(), target.end());
      hold(end == folder.end(), "a link leads nowhere else", target.string());
      continue;
    }
    hold(entry.is_directory() || entry.is_regular_file(), "there are files and folders", entry.path().string());
    const auto mode = entry.status().permissions();
    hold(mode == fs::perms{0755} || mode == fs::perms{0644}, "modes are the usual ones", entry.path().string());
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  hold(bytes <= unpacking_limits.most_bytes, "no more comes out than may");
}

}  // namespace

bool hold_unpacked(const std::uint8_t* data, std::size_t size, const UnpackAs& unpack) {
  const int fd = ::memfd_create("archive", MFD_CLOEXEC);
  hold(fd >= 0 && ::write(fd, data, size) == static_cast<ssize_t>(size), "a file can be made");
  const fs::path folder = place() / "out";

  const auto done = unpack("/proc/self/fd/" + std::to_string(fd), folder);

  ::close(fd);
  const auto there = std::distance(fs::directory_iterator{place()}, {});
  hold(there == (done ? 1 : 0), "nothing is left beside it");
  if (!done) {
    hold_line(done.error().message, "an error");
    hold(done.error().code == Errc::config, "an error is about the archive", done.error().message);
    return false;
  }
  hold_inside(fs::canonical(folder));
  fs::remove_all(folder);
  return true;
}

}  // namespace ra::fuzz
