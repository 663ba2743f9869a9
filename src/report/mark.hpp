#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ra::report {

// What a comment of ours carries, unseen, in its last line, so that the next run finds it again and does not put older
// news over newer:
//   <!-- release-action:KIND:KEY {"v":1,"run":…,"attempt":…,"sha":…,"hash":…} -->
// Anybody can write such a line: whose comment it stands in is for the forge to say.
struct Mark {
  std::string kind;  // orchestration, tests
  std::string key;   // which of several reports of a kind; no spaces
  std::int64_t run = 0;
  std::int64_t attempt = 0;
  std::string sha;
  std::string hash;  // of the text above it
  std::string by;    // the command, where it is not the run itself: check
};

// The text with its mark as the last line; the hash in it is that of the text. `more`: further members of its JSON.
std::string marked(const std::string& text, const Mark& mark, const json::Value& more = json::Value::object());

// The mark alone, as a line. `hash`: of the text that it stands for.
std::string mark_line(const Mark& mark, const std::string& hash, const json::Value& more = json::Value::object());

// The last mark of this kind and key in a comment; nothing when there is none that can be read.
std::optional<Mark> find_mark(std::string_view comment, std::string_view kind, std::string_view key);

// Is `a` of a later run than `b`, or a later attempt of the same run?
bool is_newer(const Mark& a, const Mark& b);

// 64 bits in hexadecimal: tells texts apart, keeps no secret.
std::string hash_of(std::string_view text);

}  // namespace ra::report
