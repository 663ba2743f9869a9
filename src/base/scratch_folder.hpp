#pragma once

#include "base/error.hpp"

#include <filesystem>

namespace ra {

// A folder for what is needed only while this lives; empty at first, whatever an earlier run has left there.
class ScratchFolder {
 public:
  static Result<ScratchFolder> create(std::filesystem::path path);

  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path);

  std::filesystem::path path_;
};

}  // namespace ra
