#include "pack/package_values.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ra::pack {

namespace values = model::values;

namespace {

constexpr std::string_view digits = "0123456789";

struct Levels {
  CompressionKind kind;
  int least;
  int most;
};

}  // namespace

Defect file_mode(const json::Value& value, std::optional<std::uint32_t>& out) {
  constexpr std::uint32_t most = 07777;
  const std::string& text = value.as_string();
  std::uint32_t mode = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  const bool octal = value.is_string() && !text.empty() && failed == std::errc{} && end == text.data() + text.size();
  if (!octal || mode > most) return values::defect(value, "must be a mode in octal, as a string", "such as \"0755\"");
  out = mode;
  return std::nullopt;
}

Defect account(const json::Value& value, std::string& out) {
  if (auto found = values::text(value, out)) return found;
  if (out.find_first_of(" :/,") != std::string::npos || out.starts_with('-'))
    return values::defect(value, "must be the name of a user or a group");
  return std::nullopt;
}

Defect point_in_time(const json::Value& value, std::optional<WallTime>& out) {
  std::string text;
  if (auto found = values::text(value, text)) return found;
  const auto time = parse_utc(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!time) return values::defect(value, "must be a time, such as \"2026-01-14T10:26:03Z\"");
  out = *time;
  return std::nullopt;
}

Defect content_type(const json::Value& value, ContentType& out) {
  return values::one_of(value, out,
                        {{"file", ContentType::file},
                         {"config", ContentType::config},
                         {"config|noreplace", ContentType::config_noreplace},
                         {"config|missingok", ContentType::config_missingok},
                         {"dir", ContentType::folder},
                         {"symlink", ContentType::symlink},
                         {"ghost", ContentType::ghost},
                         {"tree", ContentType::tree},
                         {"doc", ContentType::doc},
                         {"license", ContentType::license},
                         {"licence", ContentType::license}});
}

Defect compression(const json::Value& value, Compression& out) {
  std::string text;
  if (auto found = values::text(value, text)) return found;
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  Levels levels{};
  // The levels of zstd.h (without --ultra), lzma's presets, and libdeflate.h.
  if (kind == "zstd") levels = {CompressionKind::zstd, 1, 19};
  if (kind == "xz") levels = {CompressionKind::xz, 0, 9};
  if (kind == "gzip") levels = {CompressionKind::gzip, 1, 12};
  const bool known = levels.most > 0 || kind == "none";
  int level = 0;
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(text.data() + colon + 1, end, level);
    const bool in_range = failed == std::errc{} && stopped == end && level >= levels.least && level <= levels.most;
    if (known && !in_range)
      return values::defect(value, fmt::format("has a level that {} does not know", kind),
                            fmt::format("from {} to {}", levels.least, levels.most));
    out.level = level;
  }
  if (!known) return values::defect(value, "must be \"zstd\", \"xz\", \"gzip\" or \"none\", with a level: \"zstd:3\"");
  out.kind = levels.kind;
  return std::nullopt;
}

Defect control_fields(const json::Value& value, std::map<std::string, std::string>& out) {
  if (auto found = values::texts(value, out)) return found;
  for (const auto& member : value.members()) {
    // Debian Policy 5.1: letters, digits and '-' are what tools agree on.
    const bool fine = !member.key.empty() && is_letter(member.key.front()) &&
                      std::ranges::all_of(
                          member.key, [](char c) { return is_letter(c) || c == '-' || digits.find(c) != digits.npos; });
    if (!fine)
      return values::inside(values::defect(member.value, "is no name of a field"), "." + one_line(member.key, 40));
  }
  return std::nullopt;
}

Defect epoch(const json::Value& value, std::optional<std::uint32_t>& out) {
  // nFPM has it as a string.
  const std::string& text = value.is_string() ? value.as_string() : value.digits();
  std::uint32_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, number);
  if (text.empty() || failed != std::errc{} || stopped != end)
    return values::defect(value, "must be a whole number from 0");
  out = number;
  return std::nullopt;
}

std::optional<std::string> defect_of_destination(const std::string& path) {
  if (!path.starts_with('/')) return "must begin with `/`";
  const auto parts = split(std::string_view{path}.substr(1), '/');
  if (std::ranges::any_of(parts, [](std::string_view part) { return part == ".." || part == "."; }))
    return "must not have `.` or `..` in it";
  return std::nullopt;
}

std::optional<std::string> defect_of_name(const std::string& name) {
  // What both take: Debian Policy 5.6.7, and RPM's names without spaces or slashes.
  constexpr std::string_view others = "+-._";
  const auto allowed = [&](char c) {
    return is_letter(c) || digits.find(c) != digits.npos || others.find(c) != others.npos;
  };
  if (std::ranges::all_of(name, allowed) && (is_letter(name.front()) || digits.find(name.front()) != digits.npos))
    return std::nullopt;
  return "must be made of letters, digits, `+`, `-`, `.` and `_`";
}

}  // namespace ra::pack
