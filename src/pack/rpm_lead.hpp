#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ra::pack {

constexpr std::size_t rpm_lead_size = 96;

// The first bytes of an RPM: nothing but its magic is read any more, but older tools (file) look at the rest.
std::string rpm_lead(std::string_view name, std::string_view arch);

}  // namespace ra::pack
