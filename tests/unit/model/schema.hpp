#pragma once

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <map>
#include <stdexcept>
#include <string>

namespace ra::model::test {

// Made once of each text: that of the configuration takes 30 ms with sanitizers.
inline const rapidjson::SchemaDocument& compiled(const std::string& schema) {
  static std::map<std::string, rapidjson::SchemaDocument> known;
  const auto found = known.find(schema);
  if (found != known.end()) return found->second;
  rapidjson::Document document;
  if (document.Parse(schema).HasParseError()) throw std::runtime_error("the schema is not JSON");
  return known.try_emplace(schema, document).first->second;
}

// "" when `json` is valid, else which keyword refused it and where.
inline std::string validate(const std::string& schema, const std::string& json) {
  rapidjson::Document document;
  if (document.Parse(json).HasParseError()) throw std::runtime_error("the document is not JSON: " + json);
  rapidjson::SchemaValidator validator{compiled(schema)};
  if (document.Accept(validator)) return {};
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string{validator.GetInvalidSchemaKeyword()} + " at " + where.GetString();
}

}  // namespace ra::model::test
