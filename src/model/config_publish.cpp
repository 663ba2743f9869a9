#include "model/config_publish.hpp"

#include "model/config_bundles.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

namespace ra::model {

const std::vector<std::string>& destination_placeholders() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = bundle_placeholders();
    all.emplace_back("file");
    return all;
  }();
  return names;
}

const std::vector<DestinationKind>& destination_kinds() {
  static const std::vector<DestinationKind> kinds{
      {.name = "directory"},
      {.name = "http", .takes = {"checksumDeploy", "tokenHeader"}, .has_properties = true},
      {.name = "maven", .names_files = false, .needs = {"coordinates"}, .takes = {"pom", "checksums"}},
      {.name = "github-release",
       .names_files = false,
       .takes = {"tag", "title", "notes", "prerelease", "draft"},
       .defaults = {{"tag", "{version}"}}},
      {.name = "packagecloud",
       .names_files = false,
       .needs = {"distribution"},
       .takes = {"prereleases", "version"},
       .defaults = {{"version", "{version}"}}},
      {.name = "s3", .takes = {"endpoint", "region", "acl", "storageClass"}},
      {.name = "yum",
       .names_files = false,
       .takes = {"compression", "folder", "keep", "tokenHeader", "endpoint", "region", "acl", "storageClass"},
       .has_signature = true},
      {.name = "apt",
       .names_files = false,
       .needs = {"suite"},
       .takes = {"component", "architectures", "origin", "label", "compression", "keep", "tokenHeader", "endpoint",
                 "region", "acl", "storageClass"},
       .has_signature = true,
       .defaults = {{"component", "main"}, {"architectures", "amd64,arm64"}}},
      {.name = "crates", .names_files = false},
      {.name = "npm", .names_files = false, .takes = {"access", "tag"}},
      {.name = "oci",
       .names_files = false,
       .takes = {"artifactType", "version"},
       .defaults = {{"artifactType", "application/vnd.release-action.files.v1"}, {"version", "{version}"}}},
  };
  return kinds;
}

namespace values {

namespace {

Defect expandable(const json::Value& value, std::string& out, const std::vector<std::string>& known) {
  if (auto found = text(value, out)) return found;
  const auto checked = check_placeholders(out, known);
  if (checked) return std::nullopt;
  return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
}

Defect properties(const json::Value& value, std::map<std::string, std::string>& out) {
  if (!value.is_object()) return defect(value, "must be an object of texts");
  for (const auto& member : value.members()) {
    if (auto found = expandable(member.value, out[member.key], bundle_placeholders()))
      return inside(std::move(found), "." + member.key);
  }
  return std::nullopt;
}

Defect signature(const json::Value& value, std::map<std::string, std::string>& out) {
  const auto key = [&](const char* name) {
    return Field{name, [&out, name](const auto& v) { return expandable(v, out[name], bundle_placeholders()); }};
  };
  if (auto found = object(value, "a signature", {key("key_file"), key("key_id")})) return found;
  if (out.contains("key_id") || out.contains("key_file")) return std::nullopt;
  return defect(value, "must have a `key_id` or a `key_file`");
}

// Its kind says which other keys it has, so that is read first.
Defect kind_of(const json::Value& value, const DestinationKind*& out) {
  const json::Value* word = value.is_object() ? value.find("kind") : nullptr;
  if (word == nullptr) return defect(value, "must have a `kind`, such as \"http\"");
  std::vector<std::string> known;
  for (const auto& kind : destination_kinds()) known.emplace_back(kind.name);
  std::size_t index = 0;
  if (auto found = choice(*word, known, index)) return inside(std::move(found), ".kind");
  out = &destination_kinds()[index];
  return std::nullopt;
}

Defect place(const json::Value& value, const DestinationKind& kind, std::string& out) {
  if (auto found = expandable(value, out, destination_placeholders())) return found;
  if (!kind.names_files || out.find("{file}") != std::string::npos) return std::nullopt;
  return defect(value, "must say where each file goes: {file} is its name",
                "such as https://example.org/{version}/{file}");
}

std::vector<Field> fields_of(const DestinationKind& kind, Destination& out) {
  std::vector<Field> fields{{"name", [&](const auto& v) { return slug(v, out.name); }},
                            {"kind", [&](const auto& v) { return text(v, out.kind); }},
                            {"to", [&](const auto& v) { return place(v, kind, out.to); }},
                            {"dryRunTo", [&](const auto& v) { return place(v, kind, out.dry_run_to); }},
                            {"files", [&](const auto& v) { return names(v, out.files); }},
                            {"userEnv", [&](const auto& v) { return variable(v, out.user_variable); }},
                            {"passwordEnv", [&](const auto& v) { return variable(v, out.password_variable); }},
                            {"tokenEnv", [&](const auto& v) { return variable(v, out.token_variable); }}};
  for (const auto* keys : {&kind.needs, &kind.takes}) {
    for (const std::string_view key : *keys) {
      const std::string name{key};
      fields.emplace_back(
          name, [&out, name](const auto& v) { return expandable(v, out.settings[name], bundle_placeholders()); });
    }
  }
  if (kind.has_properties)
    fields.emplace_back("properties", [&](const auto& v) { return properties(v, out.properties); });
  if (kind.has_signature) fields.emplace_back("signature", [&](const auto& v) { return signature(v, out.settings); });
  return fields;
}

// The variable that the tools of a registry read.
std::string usual_token(std::string_view kind) {
  if (kind == "crates") return "CARGO_REGISTRY_TOKEN";
  if (kind == "npm") return "NPM_TOKEN";
  return {};
}

Defect publish_destination(const json::Value& value, Destination& out) {
  const DestinationKind* kind = nullptr;
  if (auto found = kind_of(value, kind)) return found;
  auto found = object(value, fmt::format("a destination of kind {}", kind->name), fields_of(*kind, out));
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.name == "undo") return inside(defect(value["name"], "is a word of `publish undo`"), ".name");
  if (out.to.empty()) return defect(value, "must have a `to`, where each file goes");
  for (const std::string_view key : kind->needs) {
    if (!out.settings.contains(std::string{key}))
      return defect(value, fmt::format("must have a `{}`, being of kind {}", key, kind->name));
  }
  for (const auto& [key, usual] : kind->defaults) out.settings.try_emplace(std::string{key}, usual);
  if (out.to == out.dry_run_to)
    return defect(value, "sends a dry run's files where the release's go",
                  "leave `dryRunTo` out, and a dry run sends nothing");
  if (out.user_variable.empty() != out.password_variable.empty())
    return defect(value, "must have both `userEnv` and `passwordEnv`, or neither");
  if (!out.token_variable.empty() && !out.user_variable.empty())
    return defect(value, "must have either `tokenEnv`, or `userEnv` and `passwordEnv`");
  // As `image push` has it.
  if (kind->name == "oci" && out.token_variable.empty() && out.user_variable.empty()) {
    out.user_variable = "REGISTRY_USER";
    out.password_variable = "REGISTRY_PASSWORD";
  }
  if (out.token_variable.empty() && out.user_variable.empty()) out.token_variable = usual_token(kind->name);
  return std::nullopt;
}

}  // namespace

Defect publish(const json::Value& value, std::vector<Destination>& out) {
  if (auto found = list<Destination>(value, "destinations", out, publish_destination)) return found;
  return named_once(value, out);
}

}  // namespace values

}  // namespace ra::model
