#include "notify/mail.hpp"

#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace ra::notify {

namespace {

constexpr std::size_t most_of_a_subject = 150;
// RFC 2047 2: a line with encoded words has at most 76 characters, RFC 2045 6.8: a line of base64 at most 76.
constexpr std::size_t bytes_of_a_word = 39;
constexpr std::size_t columns_of_base64 = 76;

// In words of whole characters.
std::string encoded_words(std::string_view text) {
  std::string out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out += fmt::format("{}=?utf-8?B?{}?=", out.empty() ? "" : "\n ", base64_of(word));
    word.clear();
  };
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(text));
    if (word.size() + length > bytes_of_a_word) flush();
    word += text.substr(0, length);
    text.remove_prefix(length);
  }
  flush();
  return out;
}

std::string date_of(WallTime t) {
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(t - day)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days.at(std::chrono::weekday{day}.c_encoding()),
                     static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string body_of(std::span<const Event> events) {
  std::string text;
  for (const auto& event : events) {
    text += line_of(event) + "\n";
    if (!event.link.empty()) text += one_line(event.link, 1000) + "\n";
    for (const auto& part : event.components)
      text += fmt::format("  {:>2}  {} {}\n", part.set, one_line(part.component), one_line(part.version));
    text += "\n";
  }
  return text;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7f && std::string_view{"<>\"\\,;:()"}.find(c) == std::string_view::npos;
  });
  return plain && std::ranges::count(text, '@') == 1 && text.front() != '@' && text.back() != '@';
}

std::string mail_text(std::span<const Event> events, const Envelope& envelope, WallTime now) {
  const std::string body = body_of(events);
  const std::string subject = one_line(line_of(events.back()), most_of_a_subject);
  Hasher id{Hash::sha256};
  id.add(body + format_utc_ms(now));
  std::string text =
      fmt::format("From: {}\nTo: {}\nSubject: {}\nDate: {}\nMessage-ID: <{}@release-action>\n", envelope.from,
                  fmt::join(envelope.to, ", "), encoded_words(subject), date_of(now), id.hex().substr(0, 32));
  text +=
      "Auto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
      "Content-Transfer-Encoding: base64\n\n";
  const std::string encoded = base64_of(body);
  for (std::size_t at = 0; at < encoded.size(); at += columns_of_base64)
    text += encoded.substr(at, columns_of_base64) + "\n";
  return text;
}

}  // namespace ra::notify
