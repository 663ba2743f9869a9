#pragma once

#include "testresult/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where in the sources a test failed, for reports that do not say it themselves.
namespace ra::testresult {

struct Place {
  std::string file;
  std::uint64_t line = 0;
};

// From the frames of a stack trace: the first that lies in the test's own class, else the first that names a file and
// a line and is not a framework's.
std::optional<Place> place_in_trace(std::string_view trace, std::string_view classname);

// A frame of a test framework or a language runtime, which nobody looks at.
bool is_framework_frame(std::string_view line);

// The one path of `sorted` that `file` means: the same, or the longest common end of both at a slash. "" when there is
// none, or several of equal length.
std::string path_in(const std::vector<std::string>& sorted, std::string_view file);

}  // namespace ra::testresult
