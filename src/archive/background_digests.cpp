#include "archive/background_digests.hpp"

#include "archive/lane.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <string>

namespace ra::archive {

namespace {

constexpr std::uint64_t read_back = std::uint64_t{256} << 10U;

}  // namespace

struct BackgroundDigests::Sum {
  Sum(Hash hash, const OutputFile& from) : digester{{hash}}, file{from} {}

  void update(std::uint64_t offset, std::uint64_t size) {
    std::string bytes(static_cast<std::size_t>(std::min(size, read_back)), '\0');
    while (size > 0 && read) {
      const auto part = static_cast<std::size_t>(std::min(size, read_back));
      read = file.read_at(offset, bytes.data(), part);
      digester.update(std::string_view{bytes}.substr(0, part));
      offset += part;
      size -= part;
    }
  }

  Digester digester;
  const OutputFile& file;
  Result<> read;
  Lane lane;  // last: it uses all of the above
};

BackgroundDigests::BackgroundDigests(const std::vector<Hash>& hashes, const OutputFile& file) {
  for (const Hash hash : hashes) sums_.push_back(std::make_unique<Sum>(hash, file));
}
BackgroundDigests::~BackgroundDigests() = default;

void BackgroundDigests::add(const Piece& piece) {
  for (const auto& sum : sums_)
    sum->lane.run(piece.size(), [one = sum.get(), piece] { one->digester.update(piece.view()); });
}

void BackgroundDigests::add_range(std::uint64_t offset, std::uint64_t size) {
  for (const auto& sum : sums_) sum->lane.run(0, [one = sum.get(), offset, size] { one->update(offset, size); });
}

Result<Digests> BackgroundDigests::finish() {
  Digests all;
  for (const auto& sum : sums_) {
    sum->lane.finish();
    RA_TRY(sum->read);
    Digests one = sum->digester.finish();
    all.merge(one);
  }
  return all;
}

}  // namespace ra::archive
