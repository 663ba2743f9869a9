#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::oci {

// Where a Location header leads, from the URL that answered it: absolute, or relative in any of the forms of RFC 3986.
// From https it never leads to plain http. An error is `unavailable`.
Result<std::string> location_of(const std::string& from, std::string_view location);

// One more parameter, behind those that are there: registries keep their state in others.
std::string with_query(std::string url, std::string_view name, std::string_view value);

}  // namespace ra::oci
