#include "bump/place.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::bump {

std::string where(std::string_view file, std::string_view text, std::size_t offset) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
    offset -= std::min(offset, byte_order_mark.size());
  }
  const json::Position at = json::locate(text, std::min(offset, text.size()));
  return fmt::format("{}:{}:{}", one_line(file, 300), at.line, at.column);
}

Error error_at(std::string_view file, std::string_view text, std::size_t offset, std::string_view message,
               std::string hint) {
  return error(Errc::config, fmt::format("{}: {}", where(file, text, offset), one_line(message, 300)), std::move(hint));
}

bool is_plain_version(std::string_view version) {
  const auto fine = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '_';
  };
  return !version.empty() && version.size() <= 200 && std::ranges::all_of(version, fine);
}

Result<> check_text(std::string_view file, std::string_view text, std::size_t most) {
  if (text.size() > most) {
    return error(Errc::config, fmt::format("{}: larger than {} MiB", one_line(file, 300), most >> 20U),
                 "is this the file that was meant?");
  }
  const auto zero = text.find('\0');
  if (zero == std::string_view::npos) return {};
  return error_at(file, text, zero, "a zero byte", "save the file as UTF-8");
}

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t n = utf8_length(text.substr(at));
    if (n == 0) return at;
    at += n;
  }
  return std::nullopt;
}

}  // namespace ra::bump
