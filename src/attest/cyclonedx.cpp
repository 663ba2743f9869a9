#include "attest/documents.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>

namespace ra::attest {

namespace {

using json::Value;

std::string_view type_of(Component::Kind kind) {
  switch (kind) {
    case Component::Kind::library: return "library";
    case Component::Kind::application: return "application";
    case Component::Kind::file: return "file";
    case Component::Kind::container: return "container";
  }
  return "file";
}

Value hash_value(const char* algorithm, const std::string& sum) {
  return std::move(Value::object().set("alg", algorithm).set("content", sum));
}

Value hashes_of(const Component& component) {
  Value all = Value::array();
  if (!component.sha1.empty()) all.push(hash_value("SHA-1", component.sha1));
  if (!component.sha256.empty()) all.push(hash_value("SHA-256", component.sha256));
  return all;
}

Value licences_of(const Component& component) {
  Value all = Value::array();
  // The schema takes one expression, or any number of names.
  for (const auto& licence : component.licences) {
    Value one = Value::object();
    if (component.licences.size() == 1 && is_licence_expression(licence)) {
      one.set("expression", licence);
    } else {
      Value name = Value::object();
      name.set("name", licence);
      one.set("license", std::move(name));
    }
    all.push(std::move(one));
  }
  return all;
}

Value component_of(const Component& component, const std::string& reference, const std::vector<std::string>& paths) {
  Value it = Value::object();
  it.set("type", type_of(component.kind)).set("bom-ref", reference);
  if (!component.group.empty()) it.set("group", component.group);
  it.set("name", component.name);
  if (!component.version.empty()) it.set("version", component.version);
  if (Value hashes = hashes_of(component); !hashes.items().empty()) it.set("hashes", std::move(hashes));
  if (!component.licences.empty()) it.set("licenses", licences_of(component));
  if (!component.purl.empty()) it.set("purl", component.purl);
  if (paths.empty()) return it;
  Value occurrences = Value::array();
  for (const auto& path : paths) {
    Value place = Value::object();
    place.set("location", path);
    occurrences.push(std::move(place));
  }
  Value evidence = Value::object();
  evidence.set("occurrences", std::move(occurrences));
  it.set("evidence", std::move(evidence));
  return it;
}

// RFC 9562, version 8: our own bits, made of what the document is about.
std::string uuid_of(const std::string& text) {
  std::string hex = sha256_of(text).substr(0, 32);
  hex[12] = '8';
  hex[16] = 'a';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

}  // namespace

Value cyclonedx_of(const Inventory& inventory, const Making& making) {
  Value tool = Value::object();
  tool.set("type", "application").set("name", "release-action").set("version", making.tool);
  Value tool_list = Value::array();
  tool_list.push(std::move(tool));
  Value tools = Value::object();
  tools.set("components", std::move(tool_list));
  Value about = Value::object();
  about.set("timestamp", format_utc(making.time)).set("tools", std::move(tools));
  about.set("component", component_of(inventory.artifact, "artifact", {}));

  Value components = Value::array();
  std::size_t number = 0;
  for (const auto& [component, paths] : placed(inventory.parts))
    components.push(component_of(component, fmt::format("part-{}", ++number), paths));

  Value bom = Value::object();
  bom.set("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json").set("bomFormat", "CycloneDX");
  bom.set("specVersion", "1.6");
  bom.set("serialNumber", "urn:uuid:" + uuid_of(inventory.artifact.name + inventory.artifact.sha256)).set("version", 1);
  bom.set("metadata", std::move(about)).set("components", std::move(components));
  return bom;
}

}  // namespace ra::attest
