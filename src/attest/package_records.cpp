#include "attest/looking.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

// What is installed in an image, by the records of its package manager. Those of rpm are a database that is not read.
namespace ra::attest {

namespace {

constexpr std::string_view dpkg_status = "var/lib/dpkg/status";
constexpr std::string_view dpkg_status_d = "var/lib/dpkg/status.d/";  // of images without a package manager
constexpr std::string_view apk_installed = "lib/apk/db/installed";

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

}  // namespace

bool is_package_record(std::string_view path) {
  return path == dpkg_status || path == apk_installed ||
         (path.starts_with(dpkg_status_d) && !path.ends_with(".md5sums"));
}

std::vector<Component> packages_of_record(std::string_view path, std::string_view text) {
  if (!is_package_record(path)) return {};
  return path == apk_installed ? of_apk(text) : of_dpkg(text);
}

}  // namespace ra::attest
