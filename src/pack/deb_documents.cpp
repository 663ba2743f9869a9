#include "pack/deb_documents.hpp"

#include "base/try.hpp"
#include "pack/compressor.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
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

std::string changelog(const Package& package, const std::string& version, std::int64_t built_at) {
  const auto time = std::chrono::sys_seconds{std::chrono::seconds{built_at}};
  return fmt::format("{} ({}) unstable; urgency=medium\n\n  * Release {}.\n\n -- {}  {:%a, %d %b %Y %H:%M:%S} +0000\n",
                     package.name, version, version, package.maintainer, time);
}

Result<std::string> gzipped(const std::string& text) {
  std::string out;
  const auto compressor = gzip_compressor(12, 1, [&](std::string_view bytes) -> Result<> {
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
