#include "pack/apt_release.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ra::pack {

namespace {

constexpr std::string_view clear_begin = "-----BEGIN PGP SIGNED MESSAGE-----";
constexpr std::string_view clear_end = "-----BEGIN PGP SIGNATURE-----";

bool is_sum_section(std::string_view name) {
  const std::string small = lower(name);
  return small == "md5sum" || small == "sha1" || small == "sha256" || small == "sha512";
}

// " SUM SIZE PATH"
Result<> read_sum(std::string_view line, std::map<std::string, AptSum>& files) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' ')) {
    if (!trim(word).empty()) words.push_back(trim(word));
  }
  if (words.empty()) return {};
  AptSum sum;
  const bool whole = words.size() == 3 && words[0].size() == 64 && stays_below(words[2]);
  const std::string_view digits = whole ? words[1] : std::string_view{};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), sum.size);
  if (!whole || read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
    return unreadable_metadata("Release has a line of sums that is none: " + one_line(line, 100));
  sum.sha256 = lower(words[0]);
  files[std::string{words[2]}] = std::move(sum);
  return {};
}

// "…, UTC": else the same as in HTTP.
Result<WallTime> parse_release_date(std::string_view text) {
  std::string date{text};
  if (date.ends_with("UTC")) date.replace(date.size() - 3, 3, "GMT");
  return parse_http_date(date);
}

}  // namespace

Result<AptRelease> parse_release(std::string_view text) {
  const std::string inner = without_signature(text);
  const auto paragraphs = deb_paragraphs(inner);
  if (paragraphs.size() != 1) return unreadable_metadata("Release is not one paragraph");
  auto fields = parse_deb_fields(paragraphs.front());
  if (!fields) return unreadable_metadata("Release: " + fields.error().message);
  AptRelease release;
  for (auto& field : *fields) {
    if (!is_sum_section(field.name)) {
      release.fields.push_back(std::move(field));
    } else if (lower(field.name) == "sha256") {
      for (const std::string_view line : lines(std::string_view{field.value})) RA_TRY(read_sum(line, release.files));
    }
  }
  return release;
}

std::string release_text(const AptRelease& release) {
  std::string text = deb_fields_text(release.fields) + "SHA256:\n";
  for (const auto& [path, sum] : release.files) text += fmt::format(" {} {:>16} {}\n", sum.sha256, sum.size, path);
  return text;
}

std::string without_signature(std::string_view text) {
  if (!text.starts_with(clear_begin)) return std::string{text};
  std::string inner;
  bool head = true;  // "Hash: SHA256", and an empty line
  for (std::string_view line : lines(text)) {
    if (line == clear_end) break;
    if (!head) {
      if (line.starts_with("- ")) line.remove_prefix(2);
      inner += fmt::format("{}\n", line);
    }
    if (trim(line).empty()) head = false;
  }
  return inner;
}

std::string release_date(WallTime time) {
  std::string text = format_http_date(time);
  return text.replace(text.size() - 3, 3, "UTC");  // as apt's own tools write it
}

void renew(AptRelease& release, WallTime now) {
  const auto before = parse_release_date(deb_field(release.fields, "Date"));
  const auto until = parse_release_date(deb_field(release.fields, "Valid-Until"));
  if (before && until) set_deb_field(release.fields, "Valid-Until", release_date(now + (*until - *before)));
  set_deb_field(release.fields, "Date", release_date(now));
}

}  // namespace ra::pack
