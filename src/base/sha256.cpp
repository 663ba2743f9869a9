#include "base/sha256.hpp"

#include "base/file_reader.hpp"
#include "base/hash.hpp"
#include "base/try.hpp"

namespace ra {

std::string sha256_of(std::string_view bytes) {
  Hasher sum{Hash::sha256};
  sum.add(bytes);
  return sum.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
  RA_TRY_ASSIGN(FileReader file, FileReader::open(path));
  Hasher sum{Hash::sha256};
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, file.next());
    if (piece.empty()) return sum.hex();
    sum.add(piece);
  }
}

}  // namespace ra
