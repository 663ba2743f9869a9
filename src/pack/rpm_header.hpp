#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::pack {

// A header of an RPM: tags with values, written with its region so that what is signed cannot be added to.
class RpmHeader {
 public:
  void set_int16s(std::uint32_t tag, const std::vector<std::uint16_t>& values);
  void set_int32s(std::uint32_t tag, const std::vector<std::uint32_t>& values);
  void set_int64s(std::uint32_t tag, const std::vector<std::uint64_t>& values);
  void set_int32(std::uint32_t tag, std::uint32_t value) { set_int32s(tag, {value}); }
  void set_int64(std::uint32_t tag, std::uint64_t value) { set_int64s(tag, {value}); }
  void set_string(std::uint32_t tag, std::string_view value);
  void set_strings(std::uint32_t tag, const std::vector<std::string>& values);
  void set_translated(std::uint32_t tag, std::string_view value);  // in the only language there is, "C"
  void set_binary(std::uint32_t tag, std::string_view bytes);
  void remove(std::uint32_t tag) { entries_.erase(tag); }

  // Its intro, index and data; `region` is the tag of the region that spans it. Its size depends on the sizes of the
  // values alone: a value may be replaced by another of the same length when the space has been left.
  std::string bytes(std::uint32_t region) const;

 private:
  struct Value {
    std::uint32_t type = 0;
    std::uint32_t count = 0;
    std::size_t alignment = 1;
    std::string data;
  };
  std::map<std::uint32_t, Value> entries_;
};

}  // namespace ra::pack
