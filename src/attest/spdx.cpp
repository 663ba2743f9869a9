#include "attest/documents.hpp"

#include <fmt/format.h>

namespace ra::attest {

namespace {

using json::Value;

constexpr const char* unknown = "NOASSERTION";

Value checksums_of(const Component& component) {
  Value all = Value::array();
  const auto add = [&](const char* algorithm, const std::string& sum) {
    if (sum.empty()) return;
    Value one = Value::object();
    one.set("algorithm", algorithm).set("checksumValue", sum);
    all.push(std::move(one));
  };
  add("SHA1", component.sha1);
  add("SHA256", component.sha256);
  return all;
}

Value package_of(const Component& component, const std::string& id, const std::vector<std::string>& paths) {
  Value it = Value::object();
  it.set("SPDXID", id);
  it.set("name", component.group.empty() ? component.name : fmt::format("{}:{}", component.group, component.name));
  if (!component.version.empty()) it.set("versionInfo", component.version);
  if (!paths.empty()) it.set("packageFileName", paths.front());
  it.set("downloadLocation", unknown).set("filesAnalyzed", false).set("licenseConcluded", unknown);
  const bool is_known = component.licences.size() == 1 && is_licence_expression(component.licences.front());
  it.set("licenseDeclared", is_known ? component.licences.front() : unknown).set("copyrightText", unknown);
  if (Value sums = checksums_of(component); !sums.items().empty()) it.set("checksums", std::move(sums));
  if (component.purl.empty()) return it;
  Value reference = Value::object();
  reference.set("referenceCategory", "PACKAGE-MANAGER").set("referenceType", "purl");
  reference.set("referenceLocator", component.purl);
  Value references = Value::array();
  references.push(std::move(reference));
  it.set("externalRefs", std::move(references));
  return it;
}

// Each place is a file of its own here.
Value file_of(const Component& component, const std::string& id, const std::string& path) {
  Value it = Value::object();
  it.set("SPDXID", id).set("fileName", "./" + path).set("checksums", checksums_of(component));
  it.set("licenseConcluded", unknown).set("copyrightText", unknown);
  return it;
}

Value relationship(const std::string& from, const char* type, const std::string& to) {
  Value it = Value::object();
  it.set("spdxElementId", from).set("relationshipType", type).set("relatedSpdxElement", to);
  return it;
}

}  // namespace

Value spdx_of(const Inventory& inventory, const Making& making) {
  const std::string document = "SPDXRef-DOCUMENT";
  const std::string artifact = "SPDXRef-artifact";
  Value packages = Value::array();
  Value files = Value::array();
  Value relationships = Value::array();
  packages.push(package_of(inventory.artifact, artifact, {}));
  relationships.push(relationship(document, "DESCRIBES", artifact));
  std::size_t number = 0;
  for (const auto& [component, paths] : placed(inventory.parts)) {
    if (component.kind == Component::Kind::file) {
      for (const auto& path : paths) {
        const std::string id = fmt::format("SPDXRef-part-{}", ++number);
        files.push(file_of(component, id, path));
        relationships.push(relationship(artifact, "CONTAINS", id));
      }
      continue;
    }
    const std::string id = fmt::format("SPDXRef-part-{}", ++number);
    packages.push(package_of(component, id, paths));
    relationships.push(relationship(artifact, "CONTAINS", id));
  }
  Value creators = Value::array();
  creators.push("Tool: release-action-" + making.tool);
  Value creation = Value::object();
  creation.set("created", format_utc(making.time)).set("creators", std::move(creators));
  Value spdx = Value::object();
  spdx.set("spdxVersion", "SPDX-2.3").set("dataLicense", "CC0-1.0").set("SPDXID", document);
  spdx.set("name", inventory.artifact.name);
  // Unique for what it tells of; nothing lies there.
  spdx.set("documentNamespace", fmt::format("https://spdx.org/spdxdocs/release-action-{}", inventory.artifact.sha256));
  spdx.set("creationInfo", std::move(creation)).set("packages", std::move(packages));
  if (!files.items().empty()) spdx.set("files", std::move(files));
  spdx.set("relationships", std::move(relationships));
  return spdx;
}

}  // namespace ra::attest
