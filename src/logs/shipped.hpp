#pragma once

#include "base/error.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ra::logs {

// What one receiver has acknowledged, as a file of one JSON object a line: an intent before each body, and what came of
// it after. Records are only ever added to a piece, so the number of its lines says how far it is.
class Shipped {
 public:
  static Result<Shipped> open(std::filesystem::path file);

  std::size_t lines_of(const std::string& piece) const;

  // Whether a body was on its way when an earlier run ended.
  bool was_cut_off(const std::string& piece) const { return intents_.contains(piece); }

  Result<> intend(const std::string& piece, std::size_t until, WallTime now);
  Result<> done(const std::string& piece, std::size_t until, std::size_t refused, WallTime now);

 private:
  explicit Shipped(std::filesystem::path file) : file_{std::move(file)} {}
  Result<> add(const char* what, const std::string& piece, std::size_t until, std::optional<std::size_t> refused,
               WallTime now);

  std::filesystem::path file_;
  std::map<std::string, std::size_t> lines_;
  std::map<std::string, std::size_t> intents_;
};

}  // namespace ra::logs
