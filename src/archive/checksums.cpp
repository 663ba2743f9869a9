#include "archive/checksums.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ra::archive {

namespace {

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::optional<Hash> hash_of_length(std::size_t digits) {
  switch (digits) {
    case 32: return Hash::md5;
    case 40: return Hash::sha1;
    case 64: return Hash::sha256;
    case 128: return Hash::sha512;
    default: return std::nullopt;
  }
}

std::string unescaped(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char next = name[i] == '\\' && i + 1 < name.size() ? name[i + 1] : '\0';
    const char meant = next == 'n' ? '\n' : next == 'r' ? '\r' : next == '\\' ? '\\' : '\0';
    out += meant == '\0' ? name[i] : meant;
    if (meant != '\0') ++i;
  }
  return out;
}

std::optional<Checksum> checksum_of(std::string_view digest, std::string_view name, bool escaped) {
  const auto hash = hash_of_length(digest.size());
  if (!hash || !std::ranges::all_of(digest, is_hexadecimal)) return std::nullopt;
  Checksum one;
  one.hash = *hash;
  one.digest = lower(digest);
  one.name = escaped ? unescaped(name) : std::string{name};
  return one;
}

// "SHA1 (name) = digest"; the name may have brackets and " = " in it.
std::optional<Checksum> bsd(std::string_view line, bool escaped) {
  const auto open = line.find(" (");
  const auto close = line.rfind(") = ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) return std::nullopt;
  auto one = checksum_of(line.substr(close + 4), line.substr(open + 2, close - open - 2), escaped);
  if (one && lower(line.substr(0, open)) != hash_name(one->hash)) return std::nullopt;
  return one;
}

std::optional<Checksum> gnu(std::string_view line, bool escaped) {
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(line, is_hexadecimal) - line.begin());
  const std::string_view rest = line.substr(digits);
  if (trim(rest).empty()) return checksum_of(line.substr(0, digits), "", escaped);
  if (rest.size() < 2 || rest[0] != ' ') return std::nullopt;
  // The second character says text or binary; what is written by hand has one space.
  const bool marked = rest[1] == ' ' || rest[1] == '*';
  return checksum_of(line.substr(0, digits), rest.substr(marked ? 2 : 1), escaped);
}

}  // namespace

std::string checksum_line(std::string_view digest, std::string_view name) {
  std::string written;
  for (const char c : name) {
    if (c == '\\') written += "\\\\";
    if (c == '\n') written += "\\n";
    if (c != '\\' && c != '\n') written += c;
  }
  return fmt::format("{}{}  {}\n", written.size() == name.size() ? "" : "\\", digest, written);
}

Result<std::vector<Checksum>> parse_checksums(std::string_view text) {
  std::vector<Checksum> all;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) continue;
    const bool escaped = line.starts_with('\\');
    if (escaped) line.remove_prefix(1);
    auto one = bsd(line, escaped);
    if (!one) one = gnu(line, escaped);
    if (!one) return error(Errc::config, fmt::format("line {} is not a checksum: {}", number, one_line(line, 80)));
    all.push_back(*std::move(one));
  }
  return all;
}

}  // namespace ra::archive
