#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ra::bump {

// A user's regular expression on a whole file: ECMAScript's syntax, where ^ and $ are ends of lines. Work and memory
// are limited, whatever pattern and text are; std::regex would overflow the stack on a line of 100,000 characters.
class Regex {
 public:
  struct Match {
    std::size_t begin = 0;  // of the whole
    std::size_t end = 0;
    bool has_group = false;  // whether the first group took part
    std::size_t group_begin = 0;
    std::size_t group_end = 0;
  };

  static Result<Regex> compile(const std::string& pattern);

  // The first match that begins at `from` or later. An error when it takes too long.
  Result<std::optional<Match>> find(std::string_view text, std::size_t from) const;

  static constexpr std::size_t most_pattern = 1'000;
  static constexpr std::size_t most_text = std::size_t{16} << 20U;

 private:
  struct Code;
  explicit Regex(std::shared_ptr<const Code> code) : code_{std::move(code)} {}
  std::shared_ptr<const Code> code_;
};

}  // namespace ra::bump
