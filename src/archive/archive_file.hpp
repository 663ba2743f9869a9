#pragma once

#include "archive/background_digests.hpp"
#include "archive/sink.hpp"
#include "base/output_file.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ra::archive {

// What has been written.
struct Made {
  std::filesystem::path path;
  std::uint64_t size = 0;
  Digests digests;
  std::string unpacked_sha256;  // of a tar file before it was packed, where that was asked for
};

// A file that appears under its name when it is whole, and whose sums are made while it is written.
class ArchiveFile : public Sink {
 public:
  static Result<std::unique_ptr<ArchiveFile>> create(const std::filesystem::path& path,
                                                     const std::vector<Hash>& hashes);

  std::uint64_t size() const { return file_.size() + small_.size(); }
  Result<> write(const Piece& piece);
  Result<> write(std::string_view bytes) override;

  // From here on what is written may be changed or cut off, until settle(): then it is read back for the sums.
  Result<> hold();
  Result<> patch(std::uint64_t offset, std::string_view bytes);
  Result<> truncate(std::uint64_t size);
  void settle();

  Result<Made> commit();

 private:
  ArchiveFile(const std::filesystem::path& path, OutputFile file, const std::vector<Hash>& hashes);

  Result<> flush();

  std::filesystem::path path_;
  OutputFile file_;
  std::string small_;  // what is not worth a call of the system, nor waking those who make sums
  std::optional<std::uint64_t> held_from_;
  BackgroundDigests digests_;  // last: it reads the file
};

}  // namespace ra::archive
