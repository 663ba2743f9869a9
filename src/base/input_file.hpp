#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace ra {

// A file of which any part is read, as often as wanted.
class InputFile {
 public:
  // not_found when there is none; a folder or a device is an error.
  static Result<InputFile> open(const std::filesystem::path& path);

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }  // when it was opened

  // At most `size` bytes; fewer at the end of the file alone.
  Result<std::size_t> read_at(std::uint64_t offset, char* into, std::size_t size) const;

 private:
  InputFile(std::filesystem::path path, int fd, std::uint64_t size);

  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ra
