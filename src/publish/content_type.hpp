#pragma once

#include <string>
#include <string_view>

namespace ra::publish {

// What a server is to tell browsers and package managers of a file, by its name.
std::string content_type_of(std::string_view name);

}  // namespace ra::publish
