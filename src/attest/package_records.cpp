#include "attest/looking.hpp"
#include "attest/sqlite_table.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/rpm_reader.hpp"
#include "pack/rpm_tags.hpp"

#include <fmt/format.h>

// What is installed in an image, by the records of its package manager. rpm's older databases (ndb, Berkeley DB) are
// not read.
namespace ra::attest {

namespace {

constexpr std::string_view dpkg_status = "var/lib/dpkg/status";
constexpr std::string_view dpkg_status_d = "var/lib/dpkg/status.d/";  // of images without a package manager
constexpr std::string_view apk_installed = "lib/apk/db/installed";
constexpr std::string_view rpm_database = "rpm/rpmdb.sqlite";  // of var/lib, or usr/lib/sysimage

Component package(std::string_view type, std::string_view space, std::string name, std::string version,
                  std::string_view arch) {
  Component it;
  it.kind = Component::Kind::library;
  it.group = space;
  it.purl = purl_of(type, space, name, version, arch.empty() ? "" : fmt::format("arch={}", arch));
  it.name = std::move(name);
  it.version = std::move(version);
  return it;
}

// Paragraphs of "Key: value" (deb-control(5)).
std::vector<Component> of_dpkg(std::string_view text) {
  std::vector<Component> all;
  std::string name, version, arch;
  bool installed = true;
  const auto end = [&] {
    if (!name.empty() && installed) all.push_back(package("deb", "debian", name, version, arch));
    name.clear(), version.clear(), arch.clear();
    installed = true;
  };
  for (const std::string_view line : lines(text)) {
    if (line.empty()) end();
    if (line.starts_with("Package: ")) name = line.substr(9);
    if (line.starts_with("Version: ")) version = line.substr(9);
    if (line.starts_with("Architecture: ")) arch = line.substr(14);
    if (line.starts_with("Status: ")) installed = line.ends_with(" installed");
  }
  end();
  return all;
}

// Paragraphs of "K:value" (wiki.alpinelinux.org/wiki/Apk_spec).
std::vector<Component> of_apk(std::string_view text) {
  std::vector<Component> all;
  std::string name, version, arch;
  const auto end = [&] {
    if (!name.empty()) all.push_back(package("apk", "alpine", name, version, arch));
    name.clear(), version.clear(), arch.clear();
  };
  for (const std::string_view line : lines(text)) {
    if (line.empty()) end();
    if (line.starts_with("P:")) name = line.substr(2);
    if (line.starts_with("V:")) version = line.substr(2);
    if (line.starts_with("A:")) arch = line.substr(2);
  }
  end();
  return all;
}

// The name that package-url has for who built it (purl-spec, PURL-TYPES.rst, rpm).
std::string distribution_of(std::string_view vendor) {
  const std::string small = lower(vendor);
  for (const auto& [begin, name] : {std::pair{"red hat", "redhat"}, {"rocky", "rocky"}, {"almalinux", "almalinux"}}) {
    if (small.starts_with(begin)) return name;
  }
  return small.substr(0, small.find_first_of(" ,"));
}

Result<std::vector<Component>> of_rpm(std::string_view database) {
  namespace tag = pack::rpm::tag;
  std::vector<Component> all;
  // rpm 4.16, lib/backend/sqlite.c: Packages (hnum, blob)
  RA_TRY(each_row(database, "Packages", [&](const SqliteRow& row) -> Result<> {
    if (row.size() < 2) return error(Errc::config, "the database is damaged");
    RA_TRY_ASSIGN(const auto header, pack::parse_rpm_header(row[1].bytes));
    const std::string version = fmt::format("{}-{}", header.text(tag::version), header.text(tag::release));
    // Keys that rpm trusts stand there like packages.
    if (header.text(tag::name) == "gpg-pubkey") return {};
    Component it = package("rpm", distribution_of(header.text(tag::vendor)), header.text(tag::name), version,
                           header.text(tag::arch));
    if (header.has(tag::epoch)) it.purl += fmt::format("&epoch={}", header.number(tag::epoch));
    if (std::string licence = header.text(tag::license); !licence.empty()) it.licences = {std::move(licence)};
    all.push_back(std::move(it));
    return {};
  }));
  return all;
}

}  // namespace

bool is_package_record(std::string_view path) {
  return path == dpkg_status || path == apk_installed || path.ends_with(rpm_database) ||
         (path.starts_with(dpkg_status_d) && !path.ends_with(".md5sums"));
}

std::vector<Component> packages_of_record(std::string_view path, std::string_view text) {
  if (!is_package_record(path)) return {};
  // What cannot be read says nothing, as an archive that cannot.
  if (path.ends_with(rpm_database)) {
    auto packages = of_rpm(text);
    return packages ? *std::move(packages) : std::vector<Component>{};
  }
  return path == apk_installed ? of_apk(text) : of_dpkg(text);
}

}  // namespace ra::attest
