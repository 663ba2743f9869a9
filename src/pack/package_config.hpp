#pragma once

#include "model/config_values.hpp"
#include "pack/package.hpp"

#include <string>
#include <string_view>
#include <vector>

// Packages as the section `rpms` of release-action.json describes them.
namespace ra::pack {

// One package as `packager` sees it: its overrides taken over, contents of the other one left out. {name} of `values`
// is replaced in every text; braces that name none of them are left alone, since globs have braces, too.
model::values::Defect read_package(const json::Value& value, Packager packager, const model::Placeholders& values,
                                   Package& out);

// The packages of a whole configuration; what else stands in it is not looked at. Every error names file:line:column.
Result<std::vector<Package>> parse_packages(const std::string& file, std::string_view text, Packager packager,
                                            const model::Placeholders& values = {});

}  // namespace ra::pack
