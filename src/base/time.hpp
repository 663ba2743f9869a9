#pragma once

#include "base/error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace ra {

using Duration = std::chrono::milliseconds;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC
using SteadyTime = std::chrono::steady_clock::time_point;

// Where time comes from. Nothing but this class asks the machine for it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const;
  virtual SteadyTime steady() const;
};

// "2026-01-14T10:26:03Z", and with milliseconds "2026-01-14T10:26:03.250Z".
std::string format_utc(WallTime t);
std::string format_utc_ms(WallTime t);

// RFC 3339 with any offset and any number of fraction digits.
Result<WallTime> parse_utc(std::string_view text);

// RFC 9110 IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT".
Result<WallTime> parse_http_date(std::string_view text);
std::string format_http_date(WallTime t);

// "250ms", "2s", "6m", "2h"; "1.5h" too. Not negative, at most 30 days.
Result<Duration> parse_duration(std::string_view text);

// For people: "0s", "9s", "1m 41s", "2h 03m".
std::string format_duration(Duration d);

}  // namespace ra
