#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ra::fuzz {

// The fuzzer's bytes, taken piece by piece: numbers are one byte, texts end at a 0x1f. When nothing is left every
// number is 0 and every text empty, so that what is built of it ends.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_{reinterpret_cast<const char*>(data), size} {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::size_t below(std::size_t end) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte % end;
  }
  bool flag() { return below(2) == 1; }

  std::string text(char end = '\x1f') {
    const auto at = std::min(rest_.find(end), rest_.size());
    std::string out{rest_.substr(0, at)};
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace ra::fuzz
