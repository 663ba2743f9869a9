#include "publish/maven_names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ra::publish {

namespace {

bool is_extension(std::string_view text) {
  const auto parts = split(text, '.');
  if (std::ranges::any_of(parts, [](std::string_view part) { return part.empty(); })) return false;
  return parts.size() == 1 || (parts.size() == 2 && (parts[0] == "tar" || parts[1] == "asc"));
}

// "sources.jar", "bin.tar.gz", "jdk1.8.zip"
MavenPart classified(std::string_view text, std::string_view packaging) {
  const std::string own = "." + std::string{packaging};
  std::size_t dot = text.find('.');
  if (text.ends_with(own)) {
    dot = text.size() - own.size();
  } else if (const auto tar = text.rfind(".tar."); tar != std::string_view::npos) {
    dot = tar;
  }
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return {};
  return {.extension = std::string{text.substr(dot + 1)}, .classifier = std::string{text.substr(0, dot)}};
}

}  // namespace

MavenPart maven_part(std::string_view file, const fetch::Coordinates& coordinates) {
  if (file.ends_with(".pom")) return {.extension = "pom", .classifier = {}};
  MavenPart told{.extension = coordinates.packaging, .classifier = coordinates.classifier};
  const std::string stem = coordinates.artifact + "-" + coordinates.version;
  if (!file.starts_with(stem)) return told;
  const auto rest = file.substr(stem.size());
  if (rest.starts_with('.') && is_extension(rest.substr(1)))
    return {.extension = std::string{rest.substr(1)}, .classifier = {}};
  if (!rest.starts_with('-')) return told;
  MavenPart part = classified(rest.substr(1), coordinates.packaging);
  return part.extension.empty() ? told : part;
}

bool is_maven_sum(std::string_view file) {
  constexpr std::array<std::string_view, 6> ends{".md5", ".sha1", ".sha256", ".sha512", ".sha256sum", ".sha512sum"};
  return std::ranges::any_of(ends, [file](std::string_view end) { return file.ends_with(end); });
}

}  // namespace ra::publish
