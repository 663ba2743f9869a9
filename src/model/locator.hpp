#pragma once

#include "base/json.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace ra::model {

// Line and column of many places of one text. The first question indexes the lines, so that a file
// with thousands of defects is not read from its beginning for each of them.
class Locator {
 public:
  explicit Locator(std::string_view text) : text_{text} {}
  json::Position at(std::size_t offset);
  std::size_t line(std::size_t offset);

 private:
  void index();

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::size_t last_offset_ = 0;  // where the last answer was, to go on from in a very long line
  json::Position last_;
};

}  // namespace ra::model
