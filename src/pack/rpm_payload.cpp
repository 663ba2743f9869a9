#include "pack/rpm_payload.hpp"

#include "base/hash.hpp"
#include "base/try.hpp"
#include "pack/cpio.hpp"
#include "pack/entry_bytes.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ra::pack {

namespace {

class PayloadWriter {
 public:
  PayloadWriter(const Compression& compression, unsigned threads, const Sink& sink)
      : compressor_{make_compressor(compression, threads, [this, &sink](std::string_view bytes) {
          compressed_.add(bytes);
          return sink(bytes);
        })} {}

  Result<> write(const std::vector<Entry>& entries) {
    const bool stripped = std::ranges::any_of(
        entries, [](const Entry& entry) { return payload_size(entry) > std::numeric_limits<std::uint32_t>::max(); });
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      if (entries[i].kind == EntryKind::ghost) {
        files_.emplace_back();
        continue;
      }
      RA_TRY(add(stripped ? stripped_cpio_entry(i) : cpio_entry(entries[i], i)));
      RA_TRY(write_content(entries[i]));
    }
    RA_TRY(add(cpio_end()));
    return compressor_->finish();
  }

  RpmPayload payload() { return {{std::move(files_), compressed_.hex(), uncompressed_.hex()}, size_}; }

 private:
  Result<> write_content(const Entry& entry) {
    std::string digest;
    if (entry.kind == EntryKind::symlink) RA_TRY(add(entry.target));
    if (entry.kind == EntryKind::file) {
      Hasher of_file{Hash::sha256};
      RA_TRY(for_each_piece(entry, [&](std::string_view piece) {
        of_file.add(piece);
        return add(piece);
      }));
      digest = of_file.hex();
    }
    files_.push_back(std::move(digest));
    return add(cpio_padding(payload_size(entry)));
  }

  Result<> add(std::string_view bytes) {
    uncompressed_.add(bytes);
    size_ += bytes.size();
    return compressor_->add(bytes);
  }

  Hasher compressed_{Hash::sha256};
  Hasher uncompressed_{Hash::sha256};
  std::uint64_t size_ = 0;
  std::vector<std::string> files_;
  std::unique_ptr<Compressor> compressor_;
};

}  // namespace

Result<RpmPayload> write_payload(const std::vector<Entry>& entries, const Compression& compression, unsigned threads,
                                 const Sink& sink) {
  PayloadWriter writer{compression, threads, sink};
  RA_TRY(writer.write(entries));
  return writer.payload();
}

}  // namespace ra::pack
