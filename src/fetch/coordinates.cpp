#include "fetch/coordinates.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>

namespace ra::fetch {

namespace {

bool is_part(std::string_view text) {
  const auto plain = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+';
  };
  return !text.empty() && text.find("..") == std::string_view::npos && std::ranges::all_of(text, plain);
}

}  // namespace

std::string Coordinates::folder() const {
  std::string path = group;
  std::ranges::replace(path, '.', '/');
  return path + "/" + artifact + "/" + version;
}

std::string Coordinates::file_name(std::string_view of_version) const {
  return fmt::format("{}-{}{}{}.{}", artifact, of_version, classifier.empty() ? "" : "-", classifier, packaging);
}

Result<Coordinates> parse_coordinates(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() < 3 || parts.size() > 5 || !std::ranges::all_of(parts, is_part)) {
    return error(
        Errc::config, fmt::format("`{}` are no Maven coordinates", one_line(text, 200)),
        "group:artifact:version[:packaging[:classifier]], such as io.gravitee.policy:gravitee-policy-mock:1.0.0:zip");
  }
  Coordinates coordinates;
  coordinates.group = parts[0];
  coordinates.artifact = parts[1];
  coordinates.version = parts[2];
  if (parts.size() > 3) coordinates.packaging = parts[3];
  if (parts.size() > 4) coordinates.classifier = parts[4];
  return coordinates;
}

Result<std::string> newest_deployment(const Coordinates& of, std::string_view metadata) {
  pugi::xml_document document;
  if (!document.load_buffer(metadata.data(), metadata.size()))
    return error(Errc::config, "maven-metadata.xml is no XML");
  const auto versions = document.child("metadata").child("versioning").child("snapshotVersions");
  for (const auto& one : versions.children("snapshotVersion")) {
    if (one.child_value("extension") != of.packaging || one.child_value("classifier") != of.classifier) continue;
    std::string value = one.child_value("value");
    if (is_part(value)) return value;
    return error(Errc::config, fmt::format("maven-metadata.xml says the version `{}`", one_line(value, 100)));
  }
  return of.version;
}

}  // namespace ra::fetch
