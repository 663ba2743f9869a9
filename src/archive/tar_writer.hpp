#pragma once

#include "archive/compressor.hpp"
#include "archive/cutter.hpp"
#include "archive/lane_sum.hpp"
#include "archive/writer.hpp"
#include "base/time.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ra::archive {

struct TarOptions {
  WallTime time{};  // of every member, to the second
  Compression compression = Compression::none;
  std::optional<int> level;  // 6 of gzip's 12, 3 of zstd's 19
  std::vector<Hash> digests = {Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512};
  bool unpacked_sha256 = false;  // whether to make the sum of what is packed too
};

// A tar file, packed or not, whose bytes hang on the tree and the options alone.
class TarWriter : public Writer {
 public:
  // The workers must outlive it.
  static Result<std::unique_ptr<TarWriter>> create(const std::filesystem::path& path, const TarOptions& options,
                                                   Workers& workers);

  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;
  ~TarWriter() override = default;

  Result<> begin(const Entry& entry) override;
  Result<> add(const Piece& piece) override;
  Result<> end() override;
  Result<Made> finish() override;

 private:
  TarWriter(std::unique_ptr<ArchiveFile> file, const TarOptions& options, int level, Workers& workers);

  std::unique_ptr<ArchiveFile> file_;
  WallTime time_;
  Compressor out_;
  std::optional<LaneSum> unpacked_;
  Cutter blocks_;
  const Entry* entry_ = nullptr;
  std::uint64_t seen_ = 0;
};

// All of it at once.
Result<Made> make_tar(const Tree& tree, const std::filesystem::path& path, const TarOptions& options, Workers& workers);

}  // namespace ra::archive
