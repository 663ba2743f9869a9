#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::test::fake {

// A request target taken apart. Path segments are percent-decoded one by one, so that gh%2Forg%2Frepo stays
// one segment.
struct Target {
  std::vector<std::string> path;
  std::map<std::string, std::string> query;
};

Target parse_target(std::string_view target);
std::string percent_decoded(std::string_view text, bool plus_is_space);
std::string percent_encoded(std::string_view text);

}  // namespace ra::test::fake
