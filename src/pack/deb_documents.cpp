#include "pack/deb_documents.hpp"

#include "base/try.hpp"
#include "pack/compressor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace ra::pack {

namespace {

std::string copyright(const Package& package) {
  std::string text = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";
  text += "Upstream-Name: " + package.name + "\n";
  if (!package.homepage.empty()) text += "Source: " + package.homepage + "\n";
  const std::string& holder = package.vendor.empty() ? package.maintainer : package.vendor;
  return text + fmt::format("\nFiles: *\nCopyright: {}\nLicense: {}\n See {}.\n", holder, package.license,
                            package.homepage.empty() ? "what comes with it" : package.homepage);
}

// "Tue, 14 Nov 2023 22:13:20 +0000" (RFC 5322). Not by fmt's chrono, which wants a locale.
std::string mail_date(std::int64_t seconds) {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string changelog(const Package& package, const std::string& version, std::int64_t built_at) {
  return fmt::format("{} ({}) unstable; urgency=medium\n\n  * Release {}.\n\n -- {}  {}\n", package.name, version,
                     version, package.maintainer, mail_date(built_at));
}

Result<std::string> gzipped(const std::string& text) {
  std::string out;
  const auto compressor = make_compressor({CompressionKind::gzip, 12}, 1, [&](std::string_view bytes) -> Result<> {
    out += bytes;
    return {};
  });
  RA_TRY(compressor->add(text));
  RA_TRY(compressor->finish());
  return out;
}

}  // namespace

Result<std::vector<Content>> deb_documents(const Package& package, std::int64_t built_at) {
  std::vector<Content> contents;
  const std::string folder = "/usr/share/doc/" + package.name + "/";
  const auto own = [&](const std::string& name) {
    return std::ranges::any_of(package.contents, [&](const Content& c) {
      return c.destination == folder + name || (c.destination == folder && c.source.ends_with("/" + name));
    });
  };
  const auto add = [&](const std::string& name, std::string text) {
    if (!own(name)) contents.push_back({"", folder + name, ContentType::doc, {}, std::move(text)});
  };
  if (!package.license.empty()) add("copyright", copyright(package));
  if (package.maintainer.empty()) return contents;
  RA_TRY_ASSIGN(const std::string version, deb_version(package.version));
  RA_TRY_ASSIGN(std::string packed, gzipped(changelog(package, version, built_at)));
  add("changelog.Debian.gz", std::move(packed));
  return contents;
}

}  // namespace ra::pack
