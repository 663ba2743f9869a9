#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::pack {

// The values of one header of an RPM. What is not there, or of another type, is empty or 0.
class RpmValues {
 public:
  std::string text(std::uint32_t tag) const;
  std::vector<std::string> texts(std::uint32_t tag) const;
  std::vector<std::uint64_t> numbers(std::uint32_t tag) const;
  std::uint64_t number(std::uint32_t tag, std::uint64_t otherwise = 0) const;
  bool has(std::uint32_t tag) const { return values_.contains(tag); }

 private:
  friend class RpmHeaderParser;
  struct Value {
    std::vector<std::string> texts;
    std::vector<std::uint64_t> numbers;
  };
  std::map<std::uint32_t, Value> values_;
};

struct RpmFile {
  RpmValues signature;
  RpmValues header;
  std::uint64_t header_begin = 0;
  std::uint64_t header_end = 0;
  std::uint64_t size = 0;
  std::string sha256;  // of the whole file
};

// Both headers out of the first bytes of a file that may come from anywhere; `bytes` must reach to their end.
Result<RpmFile> parse_rpm(std::string_view bytes);

// One header as rpm's database has it: without the eight bytes that begin it in a file.
Result<RpmValues> parse_rpm_header(std::string_view bytes);

// Reads a package once, from its beginning to its end.
Result<RpmFile> read_rpm(const std::filesystem::path& path);

}  // namespace ra::pack
