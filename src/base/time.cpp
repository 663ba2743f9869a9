#include "base/time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace ra {

namespace {

namespace chr = std::chrono;

// Takes `digits` decimal digits off the front; nothing when they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + digits, value);
  if (ec != std::errc{} || end != text.data() + digits || text.front() == '-') return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<WallTime> make_time(int y, int mo, int d, int h, int mi, int s) {
  const chr::year_month_day date{chr::year{y}, chr::month{static_cast<unsigned>(mo)},
                                 chr::day{static_cast<unsigned>(d)}};
  if (!date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
  return chr::sys_days{date} + chr::hours{h} + chr::minutes{mi} + chr::seconds{s};
}

constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";

Error bad_time(std::string_view text) { return error(Errc::internal, fmt::format("`{}` is not a time", text)); }

// The part after the seconds: a fraction and an offset.
std::optional<Duration> take_fraction_and_offset(std::string_view& text) {
  Duration result{0};
  if (take_char(text, ".,")) {
    int weight = 100;
    bool any = false;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), any = true) {
      result += Duration{weight * (text.front() - '0')};
      weight /= 10;
    }
    if (!any) return std::nullopt;
  }
  if (take_char(text, "Zz")) return result;
  const bool behind = !text.empty() && text.front() == '-';
  if (!take_char(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  take_char(text, ":");
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes) return std::nullopt;
  const Duration offset = chr::hours{*hours} + chr::minutes{*minutes};
  return behind ? result + offset : result - offset;
}

}  // namespace

WallTime Clock::wall() const { return chr::floor<chr::milliseconds>(chr::system_clock::now()); }
SteadyTime Clock::steady() const { return chr::steady_clock::now(); }

std::string format_utc(WallTime t) {
  const auto s = chr::floor<chr::seconds>(t);
  const auto day = chr::floor<chr::days>(s);
  const chr::year_month_day date{day};
  const chr::hh_mm_ss time{s - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::string format_utc_ms(WallTime t) {
  const auto s = chr::floor<chr::seconds>(t);
  std::string text = format_utc(t);
  text.insert(text.size() - 1, fmt::format(".{:03}", (t - s).count()));
  return text;
}

Result<WallTime> parse_utc(std::string_view text) {
  std::string_view rest = text;
  const auto y = take_number(rest, 4);
  take_char(rest, "-");
  const auto mo = take_number(rest, 2);
  take_char(rest, "-");
  const auto d = take_number(rest, 2);
  if (!take_char(rest, "Tt ")) return bad_time(text);
  const auto h = take_number(rest, 2);
  take_char(rest, ":");
  const auto mi = take_number(rest, 2);
  take_char(rest, ":");
  const auto s = take_number(rest, 2);
  if (!y || !mo || !d || !h || !mi || !s) return bad_time(text);
  const auto base = make_time(*y, *mo, *d, *h, *mi, *s);
  const auto more = take_fraction_and_offset(rest);
  if (!base || !more || !rest.empty()) return bad_time(text);
  return *base + *more;
}

Result<WallTime> parse_http_date(std::string_view text) {
  std::string_view rest = text;
  const auto comma = rest.find(", ");
  if (comma == std::string_view::npos) return bad_time(text);
  rest.remove_prefix(comma + 2);
  const auto d = take_number(rest, 2);
  if (!d || rest.size() < 5) return bad_time(text);
  const auto month_at = months.find(rest.substr(1, 3));
  rest.remove_prefix(5);
  const auto y = take_number(rest, 4);
  take_char(rest, " ");
  const auto h = take_number(rest, 2);
  take_char(rest, ":");
  const auto mi = take_number(rest, 2);
  take_char(rest, ":");
  const auto s = take_number(rest, 2);
  if (month_at == std::string_view::npos || month_at % 3 != 0 || !y || !h || !mi || !s || rest != " GMT") {
    return bad_time(text);
  }
  const auto t = make_time(*y, static_cast<int>(month_at / 3) + 1, *d, *h, *mi, *s);
  if (!t) return bad_time(text);
  return *t;
}

std::string format_http_date(WallTime t) {
  const auto day = chr::floor<chr::days>(t);
  const chr::year_month_day date{day};
  const chr::hh_mm_ss time{chr::floor<chr::seconds>(t - day)};
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays.substr(std::size_t{3} * chr::weekday{day}.c_encoding(), 3),
      static_cast<unsigned>(date.day()), months.substr(std::size_t{3} * (static_cast<unsigned>(date.month()) - 1), 3),
      static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

Result<Duration> parse_duration(std::string_view text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  double factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s") factor = 1000;
  if (unit == "m") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  const double ms = value * factor;
  if (ec != std::errc{} || factor == 0 || !(value >= 0) || ms > 30.0 * 24 * 3'600'000) {
    return error(Errc::config, fmt::format("`{}` is not a duration", text),
                 "write a number and ms, s, m or h: 30s, 6m, 2h");
  }
  return Duration{static_cast<std::int64_t>(std::llround(ms))};
}

std::string format_duration(Duration d) {
  const auto s = chr::round<chr::seconds>(d).count();
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m {:02}s", s / 60, s % 60);
  return fmt::format("{}h {:02}m", s / 3600, s % 3600 / 60);
}

}  // namespace ra
