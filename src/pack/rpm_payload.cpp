#include "pack/rpm_payload.hpp"

#include "archive/lane_sum.hpp"
#include "base/try.hpp"
#include "pack/cpio.hpp"
#include "pack/payload.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ra::pack {

Result<RpmPayload> write_payload(const std::vector<Entry>& entries, const Compression& compression, unsigned threads,
                                 const Sink& sink) {
  archive::Workers workers{threads};
  archive::LaneSum compressed{Hash::sha256};
  auto compressor = payload_compressor(compression, Frames::several, workers, [&](const archive::Piece& piece) {
    compressed.add(piece);
    return sink(piece.view());
  });
  Payload payload{Hash::sha256, std::move(compressor), Hash::sha256};
  const bool stripped = std::ranges::any_of(
      entries, [](const Entry& entry) { return payload_size(entry) > std::numeric_limits<std::uint32_t>::max(); });
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    if (entry.kind == EntryKind::ghost) continue;
    RA_TRY(payload.add(stripped ? stripped_cpio_entry(i) : cpio_entry(entry, i)));
    if (entry.kind == EntryKind::symlink) RA_TRY(payload.add(entry.target));
    if (entry.kind == EntryKind::file) RA_TRY(payload.add_file(entry));
    RA_TRY(payload.add(cpio_padding(payload_size(entry))));
  }
  RA_TRY(payload.add(cpio_end()));
  RA_TRY_ASSIGN(PayloadSums sums, payload.finish());
  RpmPayload made;
  auto next = sums.files.begin();
  for (const Entry& entry : entries) {
    made.digests.files.push_back(entry.kind == EntryKind::file ? std::move(*next++) : std::string{});
  }
  made.digests.compressed = compressed.hex();
  made.digests.uncompressed = sums.whole;
  made.uncompressed_size = sums.size;
  return made;
}

}  // namespace ra::pack
