#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ra::json {

enum class Kind { null, boolean, number, string, array, object };

struct Member;

// A JSON value that remembers where it stood in its text, so that errors can name a line and
// edits can change just these bytes. Object members keep their order; the first of two equal keys wins.
class Value {
 public:
  Value() = default;
  Value(bool b);              // NOLINT(*-explicit-*)
  Value(std::string s);       // NOLINT(*-explicit-*)
  Value(std::string_view s);  // NOLINT(*-explicit-*)
  Value(const char* s);       // NOLINT(*-explicit-*)
  Value(std::int64_t n);      // NOLINT(*-explicit-*)
  Value(int n);               // NOLINT(*-explicit-*)
  Value(std::size_t n);       // NOLINT(*-explicit-*)
  static Value array();
  static Value object();
  static Value number(std::string digits);  // as it stands in the text

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  // The value, or the default when it is of another kind.
  bool as_bool(bool otherwise = false) const { return is_boolean() ? boolean_ : otherwise; }
  std::int64_t as_int(std::int64_t otherwise = 0) const;  // also otherwise when it is not a whole number in range
  double as_double(double otherwise = 0) const;
  const std::string& as_string() const;                // "" when it is no string
  const std::string& digits() const { return text_; }  // of a number, as it stood in the text

  const std::vector<Value>& items() const { return items_; }       // of an array, else empty
  const std::vector<Member>& members() const { return members_; }  // of an object, else empty

  // Looks a member up. operator[] answers a null value for what is not there, so that
  // value["trigger"]["actor"]["login"].as_string() is "" when any part is missing.
  const Value* find(std::string_view key) const;
  const Value& operator[](std::string_view key) const;

  Value& set(std::string key, Value value);  // of an object: replaces or appends; returns *this
  Value& push(Value value);                  // of an array; returns *this

  // Byte offsets in the text it was read from: [begin, end). Both 0 for a value made by hand.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

 private:
  friend class Builder;
  Kind kind_ = Kind::null;
  bool boolean_ = false;
  std::string text_;  // of a string or a number
  std::vector<Value> items_;
  std::vector<Member> members_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

struct Member {
  std::string key;
  std::size_t key_begin = 0;  // of the opening quote
  Value value;
};

// Defined down here because they need a whole Member to undo a half-built Value (clang 14 insists).
inline Value::Value(bool b) : kind_{Kind::boolean}, boolean_{b} {}
inline Value::Value(std::string s) : kind_{Kind::string}, text_{std::move(s)} {}
inline Value::Value(std::string_view s) : kind_{Kind::string}, text_{s} {}
inline Value::Value(const char* s) : kind_{Kind::string}, text_{s} {}
inline Value::Value(std::int64_t n) : kind_{Kind::number}, text_{std::to_string(n)} {}
inline Value::Value(int n) : Value{static_cast<std::int64_t>(n)} {}
inline Value::Value(std::size_t n) : kind_{Kind::number}, text_{std::to_string(n)} {}

struct ParseOptions {
  bool relaxed = false;  // comments and trailing commas, for files that people write
  std::size_t max_depth = 200;
};

// Where a byte is: line and column count from 1, columns in code points.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};
Position locate(std::string_view text, std::size_t offset);

// The error of a text that is not JSON: where and why. Its file name is the caller's to add.
struct ParseError {
  std::size_t offset = 0;
  std::string message;
};

boost::system::result<Value, ParseError> parse(std::string_view text, ParseOptions options = {});

// For answers of servers: the error is `transient` ("truncated or not JSON"), since a
// cut body is what that mostly means.
Result<Value> parse_answer(std::string_view text, std::string_view from);

[[noreturn]] void throw_exception_from_error(const ParseError& e, const boost::source_location&);

std::string dump(const Value& value);                         // one line
std::string dump_pretty(const Value& value, int indent = 2);  // with a final newline
std::string quoted(std::string_view text);                    // "…" with escapes

}  // namespace ra::json
