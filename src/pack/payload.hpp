#pragma once

#include "archive/cutter.hpp"
#include "archive/lane_sum.hpp"
#include "pack/compressor.hpp"
#include "pack/entries.hpp"
#include "pack/file_sums.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::pack {

struct PayloadSums {
  std::vector<std::string> files;  // in the order in which they came
  std::string whole;               // before it was compressed, if that was asked for
  std::uint64_t size = 0;          // likewise
};

// The archive in a package. Each file is read once; the sums of the files, that of the whole and the compressor work
// side by side on the same pieces.
class Payload {
 public:
  Payload(Hash hash_of_files, std::unique_ptr<archive::Sink> out, std::optional<Hash> hash_of_whole = {});

  Result<> add(std::string_view bytes);
  // A file that has another size than it had when it was found is an error.
  Result<> add_file(const Entry& entry);
  Result<PayloadSums> finish();

 private:
  Result<> read(const Entry& entry);
  Result<> pass_on(const archive::Piece& piece);

  std::uint64_t size_ = 0;
  std::unique_ptr<archive::Sink> out_;
  FileSums files_;
  std::optional<archive::LaneSum> whole_;
  archive::Cutter pieces_;
};

}  // namespace ra::pack
