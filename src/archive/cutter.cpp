#include "archive/cutter.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <utility>

namespace ra::archive {

Cutter::Cutter(std::size_t size, Take take) : size_{size}, take_{std::move(take)} {}

std::span<char> Cutter::room() {
  if (used_ == 0) buffer_ = memory_.take(size_);
  return {buffer_.data() + used_, size_ - used_};
}

Result<> Cutter::filled(std::size_t size) {
  used_ += size;
  if (used_ < size_) return {};
  return take_(std::move(buffer_).piece(std::exchange(used_, 0)));
}

Result<> Cutter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, room().size());
    std::ranges::copy(part, room().begin());
    bytes.remove_prefix(part.size());
    RA_TRY(filled(part.size()));
  }
  return {};
}

Result<> Cutter::finish() {
  if (used_ == 0) return {};
  return take_(std::move(buffer_).piece(std::exchange(used_, 0)));
}

}  // namespace ra::archive
