#include "archive/walk.hpp"

#include "base/io_error.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace fs = std::filesystem;

namespace ra::archive {

namespace {

std::uint32_t mode_of(const struct stat& found, const WalkOptions& options) {
  if (options.keep_modes) return found.st_mode & 0777U;
  return S_ISDIR(found.st_mode) || (found.st_mode & S_IXUSR) != 0 ? executable_mode : plain_mode;
}

Result<Entry> entry_at(const fs::path& path, std::string name, const WalkOptions& options) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return io_error("reading", path, errno);
  if (S_ISLNK(found.st_mode)) {
    std::error_code failed;
    const fs::path target = fs::read_symlink(path, failed);
    if (failed) return io_error("reading", path, failed.value());
    return symlink_entry(std::move(name), target.string());
  }
  Entry entry = S_ISDIR(found.st_mode) ? folder_entry(std::move(name))
                                       : file_entry(std::move(name), path, static_cast<std::uint64_t>(found.st_size));
  entry.mode = mode_of(found, options);
  if (S_ISDIR(found.st_mode) || S_ISREG(found.st_mode)) return entry;
  return error(Errc::config, path.string() + " is neither a file nor a folder nor a link");
}

}  // namespace

Result<std::vector<Entry>> walk(const fs::path& folder, const WalkOptions& options) {
  std::vector<Entry> entries;
  std::error_code failed;
  const std::string prefix = options.prefix.empty() ? "" : options.prefix + "/";
  if (!fs::is_directory(folder, failed)) return error(Errc::not_found, folder.string() + ": no such folder");
  fs::recursive_directory_iterator each{folder, failed};
  const std::size_t skip = folder.string().size() + (folder.string().ends_with('/') ? 0 : 1);
  for (; !failed && each != fs::recursive_directory_iterator{}; each.increment(failed)) {
    auto entry = entry_at(each->path(), prefix + each->path().string().substr(skip), options);
    if (!entry) return std::move(entry).error();
    entries.push_back(*std::move(entry));
  }
  if (failed) return io_error("reading", folder, failed.value());
  return entries;
}

}  // namespace ra::archive
