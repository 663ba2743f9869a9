#include "testresult/text.hpp"

#include "base/text.hpp"

#include <limits>

namespace ra::testresult {

namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

}  // namespace

std::string clean_line(std::string_view text) { return one_line(text, all); }

std::string clean_text(std::string_view text) {
  std::string out;
  for (const auto line : lines(text)) {
    const auto indent = std::min(line.find_first_not_of(" \t"), line.size());
    if (!out.empty()) out += '\n';
    out += line.substr(0, indent);
    out += one_line(line.substr(indent), all);
  }
  return out;
}

}  // namespace ra::testresult
