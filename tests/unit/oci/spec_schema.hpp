#pragma once

#include "base/files.hpp"
#include "base/json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <string>

namespace ra::oci::test {

inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// A schema of fixtures/oci-image-spec with all that it refers to in one text.
inline std::string spec_schema(const std::string& name) {
  const auto load = [](const std::string& file) {
    std::string text = read_file(RA_FIXTURES "/oci-image-spec/" + file + ".json", 1 << 20).value();
    replace_all(text, "\"content-descriptor.json\"", "\"#/definitions/contentDescriptor\"");
    replace_all(text, "\"defs.json#/", "\"#/");
    replace_all(text, "\"defs-descriptor.json#/", "\"#/");
    replace_all(text, "\"id\":", "\"$comment\":");
    return json::parse(text).value();
  };
  json::Value schema = load(name);
  auto definitions = json::Value::object();
  for (const char* file : {"defs", "defs-descriptor"}) {
    const json::Value parts = load(file);
    for (const auto& part : parts["definitions"].members()) definitions.set(part.key, part.value);
  }
  definitions.set("contentDescriptor", load("content-descriptor"));
  schema.set("definitions", std::move(definitions));
  return json::dump(schema);
}

// "" when it is valid, else which word of the schema refused it and where.
inline std::string validate(const std::string& name, const std::string& text) {
  rapidjson::Document schema;
  rapidjson::Document document;
  schema.Parse(spec_schema(name));
  document.Parse(text);
  if (schema.HasParseError() || document.HasParseError()) return "no JSON";
  const rapidjson::SchemaDocument compiled{schema};
  rapidjson::SchemaValidator validator{compiled};
  if (document.Accept(validator)) return {};
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string{validator.GetInvalidSchemaKeyword()} + " at " + where.GetString();
}

}  // namespace ra::oci::test
