#include "pack/apt_package.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/deb_fields.hpp"
#include "pack/repository.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::pack {

namespace {

// Part of a path, and of a line of Release: Policy 5.6.7 and what dpkg takes besides.
bool is_package_name(std::string_view text) {
  const auto plain = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view{"+-._~"}.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.front() != '.' && std::ranges::all_of(text, plain);
}

Result<DebFields> control_fields(const DebFile& file) {
  const auto paragraphs = deb_paragraphs(file.control);
  if (paragraphs.size() != 1) return error(Errc::config, "its file control is not one paragraph");
  RA_TRY_ASSIGN(DebFields fields, parse_deb_fields(paragraphs.front()));
  for (const char* name : {"Package", "Version", "Architecture"}) {
    if (deb_field(fields, name).empty()) return error(Errc::config, fmt::format("its file control names no {}", name));
  }
  if (!is_package_name(deb_field(fields, "Package")) || !is_package_name(deb_field(fields, "Architecture")))
    return error(Errc::config, "its file control names what can be the name of no package or architecture");
  return fields;
}

}  // namespace

Result<std::string> pool_path(const DebFile& file, const std::string& component, const std::string& name) {
  RA_TRY_ASSIGN(const DebFields fields, control_fields(file));
  // "Source: gateway (1.0)", where it is not the package's own name
  std::string_view source = deb_field(fields, "Source");
  source = source.empty() ? deb_field(fields, "Package") : trim(source.substr(0, source.find('(')));
  if (!is_package_name(source)) return error(Errc::config, "its file control names no source that can be one");
  const std::size_t letters = source.starts_with("lib") ? 4 : 1;
  return fmt::format("pool/{}/{}/{}/{}", component, source.substr(0, letters), source, name);
}

Result<AptPackage> apt_package(const DebFile& file, const std::string& location) {
  RA_TRY_ASSIGN(DebFields fields, control_fields(file));
  for (const char* name : {"Filename", "Size", "MD5sum", "SHA1", "SHA256", "SHA512"}) remove_deb_field(fields, name);
  DebFields facts{{"Filename", location}, {"Size", fmt::format("{}", file.size)}, {"SHA256", file.sha256}};
  // The description is long, and last everywhere.
  const auto at = std::ranges::find(fields, "Description", &DebField::name);
  fields.insert(at, std::make_move_iterator(facts.begin()), std::make_move_iterator(facts.end()));
  AptPackage package;
  package.name = deb_field(fields, "Package");
  package.version = deb_field(fields, "Version");
  package.architecture = deb_field(fields, "Architecture");
  package.location = location;
  package.sha256 = file.sha256;
  package.stanza = deb_fields_text(fields);
  return package;
}

Result<std::vector<AptPackage>> parse_packages(std::string_view text) {
  std::vector<AptPackage> packages;
  for (const std::string_view paragraph : deb_paragraphs(text)) {
    const auto fields = parse_deb_fields(paragraph);
    if (!fields) return unreadable_metadata(fields.error().message);
    AptPackage package;
    package.name = deb_field(*fields, "Package");
    package.version = deb_field(*fields, "Version");
    package.architecture = deb_field(*fields, "Architecture");
    package.location = deb_field(*fields, "Filename");
    package.sha256 = lower(deb_field(*fields, "SHA256"));
    package.stanza = std::string{paragraph} + "\n";
    if (package.name.empty() || package.version.empty() || package.architecture.empty() || package.location.empty())
      return unreadable_metadata("a package lacks its name, version, architecture or place");
    packages.push_back(std::move(package));
  }
  return packages;
}

std::string packages_text(const std::vector<AptPackage>& packages) {
  std::string text;
  for (const auto& package : packages) text += package.stanza + "\n";
  return text;
}

std::string apt_identity(const AptPackage& package) {
  return fmt::format("{} {} {}", package.name, package.version, package.architecture);
}

}  // namespace ra::pack
