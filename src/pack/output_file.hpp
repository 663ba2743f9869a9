#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ra::pack {

// A large file that is written in pieces and appears under its name only when it is whole. What was
// written may be overwritten and read again until then. Without commit() nothing stays.
class OutputFile {
 public:
  static Result<OutputFile> create(const std::filesystem::path& path);  // makes the folder

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  Result<> append(std::string_view bytes);
  Result<> overwrite(std::uint64_t offset, std::string_view bytes);
  std::uint64_t size() const { return size_; }

  // All bytes from `offset` on, in pieces.
  Result<> read_from(std::uint64_t offset, const std::function<void(std::string_view)>& take) const;

  Result<> commit();
  const std::filesystem::path& temporary() const { return temporary_; }

 private:
  OutputFile(std::filesystem::path path, std::filesystem::path temporary, int fd);
  Result<> write(std::uint64_t offset, std::string_view bytes) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ra::pack
