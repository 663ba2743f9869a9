#include "notify/smtp_reply.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace ra::notify {

namespace {

constexpr std::size_t digits_of_code = 3;

SmtpRead refused(const char* why) {
  SmtpRead read;
  read.state = SmtpRead::State::refused;
  read.why = why;
  return read;
}

// 0: it is none.
int code_of(std::string_view line) {
  const std::string_view digits = line.substr(0, digits_of_code);
  const bool numbers = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() < digits_of_code || !numbers || digits[0] < '2' || digits[0] > '5') return 0;
  if (line.size() > digits_of_code && line[digits_of_code] != ' ' && line[digits_of_code] != '-') return 0;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

}  // namespace

SmtpRead read_smtp_reply(std::string_view bytes) {
  SmtpRead read;
  while (read.state == SmtpRead::State::more) {
    const std::size_t end = bytes.find('\n', read.size);
    if (std::min(end, bytes.size()) >= longest_smtp_reply) return refused("it talks without an end");
    if (end == std::string_view::npos) return {};
    std::string_view line = bytes.substr(read.size, end - read.size);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const int code = code_of(line);
    if (code == 0 || (read.reply.code != 0 && code != read.reply.code)) return refused("it does not speak SMTP");
    read.reply.code = code;
    read.reply.text.append(line.substr(std::min(line.size(), digits_of_code + 1))) += '\n';
    read.size = end + 1;
    if (line.size() == digits_of_code || line[digits_of_code] == ' ') read.state = SmtpRead::State::whole;
  }
  return read;
}

SmtpOffers offers_of(const SmtpReply& hello) {
  SmtpOffers offers;
  bool greeting = true;  // its first line is none of them
  for (const auto line : lines(hello.text)) {
    if (std::exchange(greeting, false)) continue;
    std::string text = lower(line);
    std::ranges::replace(text, '=', ' ');  // AUTH=LOGIN, as servers said before there was a standard
    const auto words = split(text, ' ');
    const auto names = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
    offers.start_tls = offers.start_tls || words.front() == "starttls";
    if (words.front() != "auth") continue;
    offers.plain = offers.plain || names("plain");
    offers.login = offers.login || names("login");
  }
  return offers;
}

}  // namespace ra::notify
