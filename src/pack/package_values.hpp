#pragma once

#include "model/config_values.hpp"
#include "pack/package.hpp"

#include <map>
#include <optional>
#include <string>

// How single values of a package are read: each function takes a JSON value into `out`, or says what it must be.
namespace ra::pack {

using model::values::Defect;

Defect file_mode(const json::Value& value, std::optional<std::uint32_t>& out);  // "0755": JSON has no octal numbers
Defect account(const json::Value& value, std::string& out);                     // of a user or a group
Defect point_in_time(const json::Value& value, std::optional<WallTime>& out);   // RFC 3339, or a day
Defect content_type(const json::Value& value, ContentType& out);
Defect compression(const json::Value& value, Compression& out);  // "zstd", "xz:6"
Defect control_fields(const json::Value& value, std::map<std::string, std::string>& out);
Defect epoch(const json::Value& value, std::optional<std::uint32_t>& out);

// What is wrong with it, in words that follow its name.
std::optional<std::string> defect_of_destination(const std::string& path);
std::optional<std::string> defect_of_name(const std::string& name);

}  // namespace ra::pack
