#include "ci/step_logs.hpp"

#include <algorithm>

namespace ra::ci {

Result<> LogBody::begin(const http::Response& head) {
  static_cast<void>(head);
  repeated_ = taken_;
  return {};
}

Result<> LogBody::write(std::string_view piece) {
  const std::size_t known = std::min<std::uint64_t>(repeated_, piece.size());
  repeated_ -= known;
  piece.remove_prefix(known);
  taken_ += piece.size();
  return piece.empty() ? Result<>{} : take(piece);
}

bool is_missing(const Error& e) { return e.code == Errc::not_found || e.code == Errc::internal; }

}  // namespace ra::ci
