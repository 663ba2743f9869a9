#pragma once

#include "base/hash.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ra::archive {

using ra::Hash;

// "sha512"
std::string_view hash_name(Hash hash);

// Hexadecimal, small letters.
using Digests = std::map<Hash, std::string>;

// Several sums of one stream, which is read once. What is kept is what has been asked for.
class Digester {
 public:
  explicit Digester(const std::vector<Hash>& hashes);

  void update(std::string_view bytes);
  Digests finish();  // once

 private:
  std::vector<std::pair<Hash, Hasher>> all_;
};

}  // namespace ra::archive
