#include "testresult/values.hpp"

#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace ra::testresult {

namespace {

// A comma parts thousands when three digits follow each one, as in "1,234" (but not in "0,123").
bool parts_thousands(std::string_view text) {
  const auto groups = split(text.substr(0, text.find('.')), ',');
  if (groups[0].empty() || groups[0].size() > 3 || groups[0] == "0") return false;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].size() != 3) return false;
  }
  return true;
}

double plain_number(std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end == text.data()) return 0;
  return std::isfinite(value) && value > 0 ? value : 0;
}

}  // namespace

double seconds(std::string_view text) {
  text = trim(text);
  if (text.find(',') == std::string_view::npos) return plain_number(text);
  const bool thousands = parts_thousands(text);
  std::string plain;
  for (const char c : text) {
    if (c != ',') {
      plain += c;
    } else if (!thousands) {
      plain += '.';
    }
  }
  return plain_number(plain);
}

double clock_seconds(std::string_view text) {
  double total = 0;
  for (const auto part : split(trim(text), ':')) total = total * 60 + plain_number(part);
  return total;
}

std::optional<std::uint64_t> count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace ra::testresult
