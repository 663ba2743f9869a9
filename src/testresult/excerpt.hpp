#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace ra::testresult {

// Text of any length in bounded room: the first lines and the last ones, each cut at `widest` bytes, since
// a stack trace says what happened at its top and why at its end.
class Excerpt {
 public:
  static constexpr std::size_t head = 48;
  static constexpr std::size_t tail = 16;
  static constexpr std::size_t widest = 1000;

  void clear();
  void add(std::string_view text);  // in any pieces
  void finish_line();               // what comes next is another line
  bool empty() const { return lines_ == 0 && line_.empty(); }

  // At most `head + tail` lines, one more when some were left out: it says how many.
  std::string text() const;

 private:
  void end_line();

  std::string first_;
  std::array<std::string, tail> last_;  // a ring
  std::string line_;                    // not ended yet
  std::size_t lines_ = 0;
};

}  // namespace ra::testresult
