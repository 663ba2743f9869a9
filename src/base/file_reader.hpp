#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ra {

// A file that is too large for memory, a piece at a time and once.
class FileReader {
 public:
  static Result<FileReader> open(const std::filesystem::path& path, std::uint64_t from = 0);

  FileReader(FileReader&& other) noexcept;
  FileReader& operator=(FileReader&&) = delete;
  ~FileReader();

  // The next bytes, valid until the next call; "" at the end.
  Result<std::string_view> next();

 private:
  FileReader(std::string path, int fd);

  std::string path_;
  int fd_ = -1;
  std::vector<char> piece_;
};

}  // namespace ra
