#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra::archive {

enum class Hash { md5, sha1, sha256, sha512 };

// "sha512"
std::string_view hash_name(Hash hash);

// Hexadecimal, small letters.
using Digests = std::map<Hash, std::string>;

// Several sums of one stream, which is read once. What is kept is what has been asked for.
class Digester {
 public:
  explicit Digester(const std::vector<Hash>& hashes);
  ~Digester();
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) = delete;

  void update(std::string_view bytes);
  Digests finish();  // once

 private:
  class One;
  std::vector<One> all_;
};

}  // namespace ra::archive
