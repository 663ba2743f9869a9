#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace ra {

// A file that is written over several runs: what one has left the next goes on with. One run at a time has it.
class PartFile {
 public:
  // Makes the folder and, where there is none, the file. Errors: `conflict` when another run is writing it.
  static Result<PartFile> open(const std::filesystem::path& path);

  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;
  ~PartFile();  // what has been written stays

  std::uint64_t size() const { return size_; }
  Result<> append(std::string_view bytes);
  Result<> truncate(std::uint64_t size);

  // It is whole: flushes to disk and gives it its name.
  Result<> become(const std::filesystem::path& path);
  // It was all wrong.
  void remove();

 private:
  PartFile(std::filesystem::path path, int fd, std::uint64_t size);

  std::filesystem::path path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ra
