#include "oci/document.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::oci {

namespace {

constexpr std::size_t most_depth = 20;

Error bad_manifest(std::string_view what) {
  return error(Errc::config, fmt::format("the manifest cannot be used: {}", what));
}

Result<std::vector<Descriptor>> descriptors_of(const json::Value& value, std::string_view name) {
  if (!value.is_array()) return bad_manifest(fmt::format("its {} are no list", name));
  if (value.items().size() > most_entries)
    return bad_manifest(fmt::format("it has more than {} {}", most_entries, name));
  std::vector<Descriptor> all;
  for (const auto& item : value.items()) {
    auto one = descriptor_of(item);
    if (!one) return bad_manifest(one.error().message);
    all.push_back(*std::move(one));
  }
  return all;
}

Result<std::optional<Descriptor>> descriptor_at(const json::Value& value, std::string_view name) {
  const auto* found = value.find(name);
  if (found == nullptr || found->is_null()) return std::optional<Descriptor>{};
  auto one = descriptor_of(*found);
  if (!one) return bad_manifest(one.error().message);
  return std::optional<Descriptor>{*std::move(one)};
}

// The type that it says itself, or that was said of it; both, where they are the same.
Result<std::string> type_of(const json::Value& value, std::string_view said) {
  const std::string own = value["mediaType"].as_string();
  const std::string beside{said.substr(0, said.find(';'))};
  const std::string type = own.empty() ? beside : own;
  if (!own.empty() && is_index_type(beside) != is_index_type(own) &&
      (is_index_type(beside) || is_manifest_type(beside)))
    return bad_manifest("it says of itself another type than the registry does");
  // image-spec: mediaType should be there, and older writers leave it out.
  if (type.empty() || type == "application/json" || type == "text/plain")
    return std::string{value.find("manifests") != nullptr ? media::index : media::manifest};
  if (is_index_type(type) || is_manifest_type(type)) return type;
  return bad_manifest(fmt::format("`{}` is no type of one", one_line(type, 100)));
}

}  // namespace

bool is_index_type(std::string_view type) { return type == media::index || type == media::docker_list; }
bool is_manifest_type(std::string_view type) { return type == media::manifest || type == media::docker_manifest; }

std::string to_text(const Document& document) {
  auto value = json::Value::object();
  value.set("schemaVersion", 2).set("mediaType", document.media_type);
  if (!document.artifact_type.empty()) value.set("artifactType", document.artifact_type);
  const auto list = [](const std::vector<Descriptor>& all) {
    auto items = json::Value::array();
    for (const auto& one : all) items.push(to_json(one));
    return items;
  };
  if (document.is_index) {
    value.set("manifests", list(document.manifests));
  } else {
    if (document.config) value.set("config", to_json(*document.config));
    value.set("layers", list(document.layers));
  }
  if (document.subject) value.set("subject", to_json(*document.subject));
  if (!document.annotations.empty()) value.set("annotations", to_json(document.annotations));
  return json::dump(value);
}

Result<Document> parse_document(std::string_view text, std::string_view media_type) {
  if (text.size() > most_document) return bad_manifest(fmt::format("it is larger than {} bytes", most_document));
  const auto parsed = json::parse(text, {.max_depth = most_depth});
  if (!parsed || !parsed->is_object()) return bad_manifest("it is no JSON object");
  const json::Value& value = *parsed;
  if (value["schemaVersion"].as_int() != 2)
    return bad_manifest(value["schemaVersion"].as_int() == 1
                            ? "it is of Docker's schema 1, which nobody writes any more"
                            : "its schemaVersion is not 2");
  const bool lists = value.find("manifests") != nullptr;
  const bool holds = value.find("config") != nullptr || value.find("layers") != nullptr;
  if (lists && holds) return bad_manifest("it is both a manifest and an index");
  Document document;
  RA_TRY_ASSIGN(document.media_type, type_of(value, media_type));
  document.is_index = is_index_type(document.media_type);
  if (document.is_index != lists) return bad_manifest("its type and what it holds do not agree");
  document.artifact_type = value["artifactType"].as_string();
  if (document.is_index) {
    RA_TRY_ASSIGN(document.manifests, descriptors_of(value["manifests"], "manifests"));
  } else {
    RA_TRY_ASSIGN(document.config, descriptor_at(value, "config"));
    if (!document.config) return bad_manifest("it has no config");
    RA_TRY_ASSIGN(document.layers, descriptors_of(value["layers"], "layers"));
  }
  RA_TRY_ASSIGN(document.subject, descriptor_at(value, "subject"));
  auto annotations = annotations_of(value["annotations"]);
  if (!annotations) return bad_manifest(annotations.error().message);
  document.annotations = *std::move(annotations);
  return document;
}

Descriptor Stored::descriptor() const {
  Descriptor descriptor;
  descriptor.media_type = document.media_type;
  descriptor.digest = digest;
  descriptor.size = text.size();
  return descriptor;
}

Stored stored(const Document& document) {
  Stored one{document, to_text(document), {}};
  one.digest = digest_of(one.text);
  return one;
}

Result<Stored> stored(std::string text, std::string_view media_type) {
  RA_TRY_ASSIGN(Document document, parse_document(text, media_type));
  std::string digest = digest_of(text);
  return Stored{std::move(document), std::move(text), std::move(digest)};
}

}  // namespace ra::oci
