#include "model/locator.hpp"

#include <algorithm>

namespace ra::model {

void Locator::index() {
  if (!line_starts_.empty()) return;
  line_starts_.push_back(0);
  for (auto end = text_.find('\n'); end != std::string_view::npos; end = text_.find('\n', end + 1)) {
    line_starts_.push_back(end + 1);
  }
}

std::size_t Locator::line(std::size_t offset) {
  index();
  return static_cast<std::size_t>(std::ranges::upper_bound(line_starts_, offset) - line_starts_.begin());
}

json::Position Locator::at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const std::size_t number = line(offset);
  const bool onward = number == last_.line && offset >= last_offset_;
  const std::size_t from = onward ? last_offset_ : line_starts_[number - 1];
  const std::size_t column = onward ? last_.column : 1;
  last_ = {number, column + json::locate(text_.substr(from), offset - from).column - 1};
  last_offset_ = offset;
  return last_;
}

}  // namespace ra::model
