#include "testresult/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::testresult {

void Excerpt::clear() {
  first_.clear();
  line_.clear();
  lines_ = 0;
}

void Excerpt::add(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    line_ += part.substr(0, widest - std::min(widest, line_.size()));
    if (end == std::string_view::npos) return;
    end_line();
    text.remove_prefix(end + 1);
  }
}

void Excerpt::finish_line() {
  if (!line_.empty()) end_line();
}

void Excerpt::end_line() {
  if (lines_ < head) {
    first_ += line_;
    first_ += '\n';
  } else {
    last_[(lines_ - head) % tail].swap(line_);
  }
  ++lines_;
  line_.clear();
}

std::string Excerpt::text() const {
  Excerpt whole = *this;
  whole.finish_line();
  std::string out = std::move(whole.first_);
  const std::size_t more = whole.lines_ - std::min(whole.lines_, head);
  if (more > tail) out += fmt::format("… {} lines left out\n", more - tail);
  for (std::size_t i = more - std::min(more, tail); i < more; ++i) {
    out += whole.last_[i % tail];
    out += '\n';
  }
  return out;
}

}  // namespace ra::testresult
