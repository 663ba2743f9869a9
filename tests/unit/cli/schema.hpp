#pragma once

#include "base/files.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <boost/test/unit_test.hpp>

#include <string>

namespace ra::test {

// Is the text as the JSON Schema in this file says?
inline bool accepted_by(const std::string& schema_file, const std::string& json) {
  const auto text = read_file(schema_file, 1'000'000);
  BOOST_TEST_REQUIRE(text.has_value());
  rapidjson::Document schema_text;
  BOOST_TEST_REQUIRE(!schema_text.Parse(text->c_str()).HasParseError());
  const rapidjson::SchemaDocument schema{schema_text};
  rapidjson::Document document;
  document.Parse(json.c_str());
  rapidjson::SchemaValidator validator{schema};
  return !document.HasParseError() && document.Accept(validator);
}

}  // namespace ra::test
