#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace ra::fuzz {

// A promise: what libFuzzer reports is this line and the input that broke it.
inline void hold(bool holds, std::string_view promise, std::string_view seen = {}) {
  if (holds) return;
  std::fprintf(stderr, "\nbroken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
  if (!seen.empty()) std::fprintf(stderr, "seen: %.*s\n", static_cast<int>(seen.size()), seen.data());
  std::abort();
}

}  // namespace ra::fuzz
