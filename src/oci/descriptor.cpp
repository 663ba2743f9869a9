#include "oci/descriptor.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::oci {

namespace {

// Nothing that is stored today comes near it, and sums of many such do not overflow.
constexpr std::int64_t most_size = std::int64_t{1} << 46U;
constexpr std::size_t most_text = 4096;
constexpr std::size_t most_annotations = 1000;

// RFC 6838, 4.2: type/subtype.
bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == 0 || slash == text.npos || slash + 1 == text.size() || text.size() > 255) return false;
  return std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || std::string_view{"!#$&^_.+-/"}.find(c) != std::string_view::npos;
  });
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

Error bad_descriptor(std::string_view what) { return error(Errc::config, std::string{what}); }

Result<Platform> platform_of(const json::Value& value) {
  Platform platform;
  platform.os = value["os"].as_string();
  platform.architecture = value["architecture"].as_string();
  platform.variant = value["variant"].as_string();
  if (!is_word(platform.os) || !is_word(platform.architecture) ||
      (!platform.variant.empty() && !is_word(platform.variant)))
    return bad_descriptor("a platform is no os and architecture");
  return platform;
}

}  // namespace

std::string Platform::text() const {
  return variant.empty() ? fmt::format("{}/{}", os, architecture) : fmt::format("{}/{}/{}", os, architecture, variant);
}

Result<Platform> parse_platform(std::string_view text) {
  const auto parts = split(text, '/');
  const bool fits = (parts.size() == 2 || parts.size() == 3) && std::ranges::all_of(parts, is_word);
  if (!fits) return error(Errc::usage, fmt::format("`{}` is no platform", one_line(text, 100)), "such as linux/amd64");
  Platform platform{std::string{parts[0]}, std::string{parts[1]}, {}};
  if (parts.size() == 3) platform.variant = parts[2];
  return platform;
}

json::Value to_json(const Annotations& annotations) {
  auto value = json::Value::object();
  for (const auto& [name, text] : annotations) value.set(name, text);
  return value;
}

json::Value to_json(const Descriptor& descriptor) {
  auto value = json::Value::object();
  value.set("mediaType", descriptor.media_type).set("digest", descriptor.digest);
  value.set("size", static_cast<std::int64_t>(descriptor.size));
  if (!descriptor.artifact_type.empty()) value.set("artifactType", descriptor.artifact_type);
  if (descriptor.platform) {
    auto platform = json::Value::object();
    platform.set("architecture", descriptor.platform->architecture).set("os", descriptor.platform->os);
    if (!descriptor.platform->variant.empty()) platform.set("variant", descriptor.platform->variant);
    value.set("platform", std::move(platform));
  }
  if (!descriptor.annotations.empty()) value.set("annotations", to_json(descriptor.annotations));
  return value;
}

Result<Annotations> annotations_of(const json::Value& value) {
  Annotations annotations;
  if (value.is_null()) return annotations;
  if (!value.is_object()) return bad_descriptor("its annotations are no object");
  if (value.members().size() > most_annotations) return bad_descriptor("it has too many annotations");
  for (const auto& member : value.members()) {
    if (!member.value.is_string() || member.key.empty()) return bad_descriptor("an annotation is no text");
    annotations.emplace(member.key, member.value.as_string());
  }
  return annotations;
}

Result<Descriptor> descriptor_of(const json::Value& value) {
  if (!value.is_object()) return bad_descriptor("a descriptor is no object");
  Descriptor descriptor;
  descriptor.media_type = value["mediaType"].as_string();
  if (!is_media_type(descriptor.media_type)) return bad_descriptor("a descriptor has no media type");
  descriptor.digest = value["digest"].as_string();
  if (!is_digest(descriptor.digest))
    return bad_descriptor(fmt::format("`{}` is no sha256 digest", one_line(descriptor.digest, 100)));
  const std::int64_t size = value["size"].as_int(-1);
  if (size < 0 || size > most_size)
    return bad_descriptor(fmt::format("{} has no size that could be", descriptor.digest));
  descriptor.size = static_cast<std::uint64_t>(size);
  descriptor.artifact_type = value["artifactType"].as_string();
  if (descriptor.artifact_type.size() > most_text) return bad_descriptor("an artifact type is too long");
  if (const auto* platform = value.find("platform"); platform != nullptr && !platform->is_null()) {
    RA_TRY_ASSIGN(descriptor.platform, platform_of(*platform));
  }
  RA_TRY_ASSIGN(descriptor.annotations, annotations_of(value["annotations"]));
  return descriptor;
}

std::string digest_of(std::string_view bytes) { return "sha256:" + sha256_of(bytes); }

}  // namespace ra::oci
