#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ra {

// Text written by strangers: names, branches, log lines, messages. There is no way to its bytes but
// through a form that cannot ping, link, load, hide or recolour anything where it is shown: ANSI
// sequences, control characters and bidirectional overrides are gone, invalid UTF-8 is replaced.
class Untrusted {
 public:
  static constexpr std::size_t most = 120;  // code points that are shown, the middle replaced by an ellipsis

  Untrusted() = default;
  explicit Untrusted(std::string_view text) : raw_{text} {}

  bool empty() const;

  // It has an alphabet that no format gives a meaning to (letters, digits, a little punctuation), so that
  // names such as gravitee-gateway need not stand in code.
  bool harmless() const;

  std::string as_code(std::size_t width = most) const;  // Markdown code span, longer than any backticks inside
  std::string as_cell() const;                          // the same for a table: every | escaped
  std::string as_html(std::size_t width = most) const;  // & < > " ' escaped
  std::string as_line(std::size_t width = most) const;  // one printable line, for a terminal

 private:
  std::string raw_;
};

// Log lines as a fenced block of Markdown; the fence is longer than any run of backticks inside.
std::string as_fence(std::span<const Untrusted> lines);

// A log line as a terminal would have left it: what a carriage return overwrote is gone, the indent stays.
Untrusted log_line(std::string_view text);

std::string escape_html(std::string_view text);

// An address that may be linked to: http, https or file, made of bytes that end no link in any format
// (others are percent-encoded). Empty when it is none, and then no link is made.
class Url {
 public:
  Url() = default;
  static Url of(std::string_view text);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  bool operator==(const Url&) const = default;

 private:
  std::string text_;
};

}  // namespace ra
