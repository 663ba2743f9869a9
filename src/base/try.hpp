#pragma once

#include <utility>

#define RA_CAT_(a, b) a##b
#define RA_CAT(a, b) RA_CAT_(a, b)

// RA_TRY(expr): leave the function with expr's error, or carry on.
#define RA_TRY_(ret, tmp, ...)    \
  do {                            \
    auto tmp = (__VA_ARGS__);     \
    if (!tmp) {                   \
      ret std::move(tmp).error(); \
    }                             \
  } while (false)
#define RA_TRY(...) RA_TRY_(return, RA_CAT(ra_r_, __LINE__), __VA_ARGS__)
#define RA_CO_TRY(...) RA_TRY_(co_return, RA_CAT(ra_r_, __LINE__), __VA_ARGS__)

// RA_TRY_ASSIGN(auto x, expr): x = value, or leave with the error.
#define RA_TRY_ASSIGN_(ret, tmp, var, ...) \
  auto tmp = (__VA_ARGS__);                \
  if (!tmp) {                              \
    ret std::move(tmp).error();            \
  }                                        \
  var = *std::move(tmp)
#define RA_TRY_ASSIGN(var, ...) RA_TRY_ASSIGN_(return, RA_CAT(ra_r_, __LINE__), var, __VA_ARGS__)
#define RA_CO_TRY_ASSIGN(var, ...) RA_TRY_ASSIGN_(co_return, RA_CAT(ra_r_, __LINE__), var, __VA_ARGS__)
