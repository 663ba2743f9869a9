#include "base/sha256.hpp"

#include "base/hash.hpp"

namespace ra {

std::string sha256_of(std::string_view bytes) {
  Hasher sum{Hash::sha256};
  sum.add(bytes);
  return sum.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) { return hash_of_file(path, Hash::sha256); }

}  // namespace ra
