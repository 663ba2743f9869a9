#pragma once

#include "base/json.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ra::model {

// What is probably wrong with a text that is not JSON, in the words of somebody who edits it by hand.
// `offset` is the place to mend, which is not always the place where a parser stopped.
struct SyntaxProblem {
  std::size_t offset = 0;
  std::string message;
  std::string hint;
};

SyntaxProblem explain(std::string_view text, const json::ParseError& error);

}  // namespace ra::model
