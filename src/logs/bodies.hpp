#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ra::logs {

// What a receiver takes at a time.
struct Limits {
  std::uint64_t body = 0;    // bytes of a body
  std::uint64_t line = 0;    // bytes of a line, without its end
  std::uint64_t beside = 0;  // bytes that go along with each line
  std::size_t lines = 100'000;
};

// Some lines of a piece, each with its end.
struct Batch {
  std::vector<std::string_view> lines;
  std::vector<std::string_view> too_long;  // are left out
  std::size_t taken = 0;                   // lines of the piece, too long ones as well
};

// As many lines from the front of `text` as fit; at least one where there is one.
Batch next_batch(std::string_view text, const Limits& limits);

// Without the first `lines`.
std::string_view after_lines(std::string_view text, std::size_t lines);

// A piece, unpacked. An error when it is damaged or larger than pieces are.
Result<std::string> unpacked_piece(const std::filesystem::path& file);

// What a record calls itself; "" when it is none of ours.
std::string_view id_of_record(std::string_view line);

}  // namespace ra::logs
