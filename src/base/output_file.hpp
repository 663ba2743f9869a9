#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ra {

// A file that is written in pieces and appears under its name when it is whole: until commit() it is a temporary file
// beside it, NAME.0.tmp, which goes with the object. What a run that was killed has left there, the next that writes
// the file takes away; two that write it at a time have one each.
class OutputFile {
 public:
  // Makes the folder.
  static Result<OutputFile> create(const std::filesystem::path& path);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  Result<> write(std::string_view bytes);
  // Over what has been written already; beyond the end it leaves a hole.
  Result<> write_at(std::uint64_t offset, std::string_view bytes);
  // As many bytes as `into` has, which must have been written.
  Result<> read_at(std::uint64_t offset, char* into, std::size_t size) const;
  // All bytes from `offset` on, in pieces.
  Result<> read_from(std::uint64_t offset, const std::function<void(std::string_view)>& take) const;
  // Forgets what was written from there on.
  Result<> truncate(std::uint64_t size);
  std::uint64_t size() const { return size_; }
  const std::filesystem::path& temporary() const { return temporary_; }

  // Flushes to disk, then renames; whatever stood there is gone.
  Result<> commit();

 private:
  OutputFile(std::filesystem::path path, std::filesystem::path temporary, int fd);

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ra
