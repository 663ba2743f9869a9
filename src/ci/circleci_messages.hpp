#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ra::ci::circleci {

// Reads the output of a step as CircleCI keeps it, [{"message": "…", "time": "…"}, …], a piece at a time: an output of
// any size takes no memory. The text goes on as it is decoded, messages following each other without a break.
class MessageReader {
 public:
  using Take = std::function<Result<>(std::string_view)>;
  explicit MessageReader(Take take) : take_{std::move(take)} {}

  Result<> feed(std::string_view piece);
  bool done() const { return begun_ && depth_ == 0; }  // the list was closed

 private:
  enum class Place { between, string, escape, code };

  void open_string();
  void close_string();
  void between(char c);
  Result<> escape(char c);
  Result<> code(char c);
  Result<> put(std::string_view text);

  Take take_;
  Place place_ = Place::between;
  int depth_ = 0;
  bool begun_ = false;
  bool key_next_ = false;    // in an object of the list: the next string is a key
  bool in_key_ = false;      // this one is
  bool in_message_ = false;  // this one is the text
  std::string key_;
  int digits_ = 0;
  std::uint32_t code_ = 0;
  std::uint32_t high_ = 0;  // the first half of a character beyond U+FFFF
};

}  // namespace ra::ci::circleci
