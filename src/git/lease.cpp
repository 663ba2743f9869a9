#include "git/lease.hpp"

#include "base/json.hpp"

namespace ra::git {

std::string to_text(const Lease& lease, WallTime now) {
  auto value = json::Value::object();
  value.set("holder", lease.holder);
  value.set("lease_ms", static_cast<std::int64_t>(lease.length.count()));
  value.set("renewed_at", format_utc_ms(now));
  value.set("released", lease.released);
  return json::dump(value) + "\n";
}

Lease read_lease(const std::string& text) {
  Lease lease;
  const auto value = json::parse(text);
  if (!value) return lease;
  lease.holder = (*value)["holder"].as_string();
  lease.length = Duration{(*value)["lease_ms"].as_int()};
  lease.released = (*value)["released"].as_bool();
  return lease;
}

}  // namespace ra::git
