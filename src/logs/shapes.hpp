#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ra::logs {

// Where a secret stands in a line.
struct Found {
  std::size_t begin = 0;
  std::size_t end = 0;  // begin: there is none
  bool opens = false;   // the lines that follow belong to it as well, up to the one that ends a key
  bool empty() const { return end <= begin; }
};

// A secret that is known by its looks. Two bytes that are in each of them, and seldom elsewhere, tell where to look.
struct Shape {
  char first;
  char second;
  Found (*find)(std::string_view line, std::size_t at);  // `at`: where these two stand
};

std::span<const Shape> shapes();

// What such a secret consists of: one that has not ended where the text is cut goes on as long as these come.
bool is_token_byte(char c);

// Does the line end a private key?
bool ends_key(std::string_view line);

}  // namespace ra::logs
