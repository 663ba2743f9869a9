#pragma once

#include <string>
#include <string_view>

namespace ra::pack {

// Escaped for text and for attributes between double quotes. Control characters, which XML has no way to say, and bytes
// that are no UTF-8 become '?'.
std::string xml_text(std::string_view text);

std::string from_xml_text(std::string_view text);  // the five entities that xml_text makes, undone

}  // namespace ra::pack
