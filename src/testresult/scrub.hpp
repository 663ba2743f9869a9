#pragma once

#include <cstddef>
#include <string_view>

namespace ra::testresult {

// Makes bytes acceptable to an XML parser that strict ones stop at and that real reports are full of: raw control
// bytes (ANSI colours), references to them (&#27;), bytes that are no UTF-8. In place, nothing moves, so that lines
// and columns stay.
class Scrub {
 public:
  enum class Bytes { utf8, one_byte, utf16_little, utf16_big };
  explicit Scrub(Bytes bytes) : bytes_{bytes} {}

  // Cleans [data, data + size) and says how many of these bytes may be fed; the rest (a few) must stand before the
  // next ones, since it cannot be told yet what they are. With `last` all may.
  std::size_t clean(char* data, std::size_t size, bool last) const;

 private:
  Bytes bytes_;
};

// From the first bytes of a file: the byte order mark, the XML declaration. `override_name` is set when the parser
// must not believe the declaration.
struct Encoding {
  Scrub::Bytes bytes = Scrub::Bytes::utf8;
  const char* override_name = nullptr;
};
Encoding encoding_of(std::string_view start);

}  // namespace ra::testresult
