#include "base/scratch_folder.hpp"

#include "base/io_error.hpp"

#include <utility>

namespace fs = std::filesystem;

namespace ra {

ScratchFolder::ScratchFolder(fs::path path) : path_{std::move(path)} {}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_{std::exchange(other.path_, {})} {}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<ScratchFolder> ScratchFolder::create(fs::path path) {
  std::error_code ec;
  fs::remove_all(path, ec);
  if (!ec) fs::create_directories(path, ec);
  if (ec) return io_error("making", path, ec.value());
  return ScratchFolder{std::move(path)};
}

}  // namespace ra
