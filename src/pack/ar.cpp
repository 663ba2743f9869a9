#include "pack/ar.hpp"

#include <fmt/format.h>

namespace ra::pack {

std::string ar_head(std::string_view name, std::uint64_t size, std::int64_t mtime) {
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, mtime, 0, 0, "100644", size);
}

std::string_view ar_padding(std::uint64_t size) { return size % 2 == 0 ? "" : "\n"; }

}  // namespace ra::pack
