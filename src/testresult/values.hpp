#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Numbers as reports write them.
namespace ra::testresult {

// "0.12", "1,234.5" (Surefire in English), "0,12" (in German), "1.4e-05"; 0 for anything else.
double seconds(std::string_view text);

// "00:01:02.5", as .NET writes it; 0 for anything else.
double clock_seconds(std::string_view text);

std::optional<std::uint64_t> count(std::string_view text);

}  // namespace ra::testresult
