#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace ra::attest {

// Of one column: the bytes of a text or a blob, or a whole number. What is neither is empty and 0.
struct SqliteValue {
  std::string_view bytes;
  std::int64_t number = 0;
};

using SqliteRow = std::vector<SqliteValue>;

// Goes through the rows of a table of an SQLite 3 database (sqlite.org/fileformat2.html) that may come from anywhere,
// in the order of their numbers; what a row has lives as long as the call. Only reads, and no page twice: a damaged one
// (config) costs no more than its size. What a journal beside it still has is not in it.
Result<> each_row(std::string_view database, std::string_view table,
                  const std::function<Result<>(const SqliteRow&)>& row);

}  // namespace ra::attest
