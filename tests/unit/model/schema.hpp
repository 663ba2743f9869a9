#pragma once

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <stdexcept>
#include <string>

namespace ra::model::test {

// "" when `json` is valid, else which keyword refused it and where.
inline std::string validate(const std::string& schema, const std::string& json) {
  rapidjson::Document schema_document;
  rapidjson::Document document;
  if (schema_document.Parse(schema).HasParseError()) throw std::runtime_error("the schema is not JSON");
  if (document.Parse(json).HasParseError()) throw std::runtime_error("the document is not JSON: " + json);
  const rapidjson::SchemaDocument compiled{schema_document};
  rapidjson::SchemaValidator validator{compiled};
  if (document.Accept(validator)) return {};
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string{validator.GetInvalidSchemaKeyword()} + " at " + where.GetString();
}

}  // namespace ra::model::test
