#pragma once

#include "archive/packed_members.hpp"
#include "archive/workers.hpp"
#include "archive/writer.hpp"
#include "archive/zip_records.hpp"
#include "base/time.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace ra::archive {

struct ZipOptions {
  WallTime time{};  // of every member, to two seconds, in UTC: zip knows no zone
  int level = 6;    // of deflate, 1 to 9
  std::vector<Hash> digests = {Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512};
  PackedMembers* packed = nullptr;  // what other archives hold already, and this one when it is made
};

// A zip file whose bytes hang on the tree and the options alone: not on the machine, the number of threads or what lies
// in the files' inodes. zip64 where it must be, names in UTF-8, modes and links as Info-ZIP has them; no data
// descriptors, so that every reader can stream it. A member is deflated when that makes it smaller; one of which a few
// samples do not shrink is stored without trying. Small members are compressed side by side, large ones in blocks side
// by side.
class ZipWriter : public Writer {
 public:
  // The workers must outlive it.
  static Result<std::unique_ptr<ZipWriter>> create(const std::filesystem::path& path, const ZipOptions& options,
                                                   Workers& workers);
  ~ZipWriter() override;

  Result<> begin(const Entry& entry) override;
  Result<> add(const Piece& piece) override;
  Result<> end() override;
  Result<Made> finish() override;

 private:
  struct Packed;
  struct Pending;
  struct Large;

  ZipWriter(std::unique_ptr<ArchiveFile> file, const ZipOptions& options, Workers& workers);
  static Packed pack(const Piece& piece, int level, bool is_file, const PackedMembers::Member* known, Memory memory);
  Result<> write_ready(std::size_t most_pending);
  Result<> write_member(Pending next, const Packed& packed);
  Result<> begin_large(const Entry& entry);
  Result<> add_large(const Piece& piece);
  Result<> write_blocks(std::size_t most_pending);
  Result<> store_again();
  Result<> take_over(const PackedMembers::Member& known);
  void note(const std::filesystem::path& source, const zip::Member& member, std::uint64_t data_at);
  Result<> end_large();

  std::unique_ptr<ArchiveFile> file_;
  ZipOptions options_;
  zip::Stamp stamp_;
  Workers& workers_;
  Memory memory_;
  const Entry* entry_ = nullptr;
  zip::Member member_;
  const PackedMembers::Member* known_ = nullptr;  // of the same file
  std::uint64_t seen_ = 0;
  std::unique_ptr<Large> large_;
  std::deque<Pending> pending_;
  std::size_t pending_bytes_ = 0;
  std::vector<zip::Member> written_;
  std::vector<PackedMembers::Source> noted_;
};

// All of it at once.
Result<Made> make_zip(const Tree& tree, const std::filesystem::path& path, const ZipOptions& options, Workers& workers);

}  // namespace ra::archive
