#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

// Paragraphs of "Name: value" (deb822(5)): control files, and what apt reads of a repository.
namespace ra::pack {

struct DebField {
  std::string name;
  std::string value;  // its further lines begin with a blank, as they were written
};
using DebFields = std::vector<DebField>;

// Text of each paragraph, without the empty lines between them.
std::vector<std::string_view> deb_paragraphs(std::string_view text);

// config, naming the line, for what is no field, or is there twice.
Result<DebFields> parse_deb_fields(std::string_view paragraph);
std::string deb_fields_text(const DebFields& fields);

// Names compare without case. "" when it is not there.
std::string_view deb_field(const DebFields& fields, std::string_view name);
void set_deb_field(DebFields& fields, std::string_view name, std::string value);  // in its place, or at the end
void remove_deb_field(DebFields& fields, std::string_view name);

}  // namespace ra::pack
