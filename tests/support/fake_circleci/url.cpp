#include "support/fake_circleci/url.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ra::test::fake {

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned int byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
      continue;
    }
    out += plus_is_space && text[i] == '+' ? ' ' : text[i];
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Target parse_target(std::string_view target) {
  Target result;
  const auto question = target.find('?');
  for (const std::string_view segment : split(target.substr(0, question), '/')) {
    if (!segment.empty()) result.path.push_back(percent_decoded(segment, false));
  }
  if (question == std::string_view::npos) return result;
  for (const std::string_view pair : split(target.substr(question + 1), '&')) {
    const auto equals = pair.find('=');
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    result.query[percent_decoded(pair.substr(0, equals), true)] = percent_decoded(value, true);
  }
  return result;
}

}  // namespace ra::test::fake
