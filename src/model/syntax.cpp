#include "model/syntax.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace ra::model {

namespace {

constexpr std::string_view white = " \t\r\n";

// How far a text is good: what is open at `stop`, and the last thing before it.
struct Context {
  std::vector<std::size_t> open;             // offsets of brackets that are not closed
  std::optional<std::size_t> string;         // the string that `stop` is inside of
  std::optional<std::size_t> last;           // the last character that is neither white nor comment
  std::optional<std::size_t> last_string;    // where the last whole string began
  std::optional<std::size_t> before_string;  // the last character before that string
};

// The end of the comment that begins at `at`, or `at` when there is none.
std::size_t skip_comment(std::string_view text, std::size_t at) {
  const auto after = [&](std::string_view end) {
    const auto found = text.find(end, at + 2);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  if (text.substr(at, 2) == "//") return after("\n");
  if (text.substr(at, 2) == "/*") return after("*/");
  return at;
}

std::size_t skip_white(std::string_view text, std::size_t at) {
  for (;;) {
    const auto found = text.find_first_not_of(white, at);
    if (found == std::string_view::npos) return text.size();
    at = skip_comment(text, found);
    if (at == found) return at;
  }
}

Context look(std::string_view text, std::size_t stop) {
  Context c;
  std::size_t at = 0;
  while (at < stop) {
    if (c.string) {
      const bool escape = text[at] == '\\';
      if (text[at] == '"') {
        c.last_string = c.string;
        c.string.reset();
        c.last = at;
      }
      at += escape ? 2U : 1U;
      continue;
    }
    at = skip_white(text, at);
    if (at >= stop) break;
    const char ch = text[at];
    if (ch == '"') {
      c.before_string = c.last;
      c.string = at++;
      continue;
    }
    if (ch == '{' || ch == '[') c.open.push_back(at);
    if ((ch == '}' || ch == ']') && !c.open.empty()) c.open.pop_back();
    c.last = at++;
  }
  return c;
}

// Git writes seven of them at the beginning of a line, where JSON has no use for them.
std::optional<std::size_t> find_conflict(std::string_view text) {
  constexpr std::array<std::string_view, 3> markers{"<<<<<<<", ">>>>>>>", "======="};
  std::size_t at = 0;
  for (const auto line : split(text, '\n')) {
    if (std::ranges::any_of(markers, [&](auto marker) { return line.starts_with(marker); })) return at;
    at += line.size() + 1;
  }
  return std::nullopt;
}

std::string own_words(std::string message) {
  if (message.ends_with('.')) message.pop_back();
  return "this is not JSON: " + message;
}

bool begins_value(char c) {
  return c == '"' || c == '{' || c == '[' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool ends_value(char c) { return c == '"' || c == '}' || c == ']' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

std::size_t line_of(std::string_view text, std::size_t offset) { return json::locate(text, offset).line; }

SyntaxProblem explain_string(std::string_view text, std::size_t stop, std::size_t start, std::string why) {
  const bool unclosed = stop >= text.size() || static_cast<unsigned char>(text[stop]) < 0x20;
  if (unclosed) return {start, "the string that begins here has no closing quote", "add the closing `\"`"};
  return {stop, own_words(std::move(why)), "the file must be UTF-8, and `\\` starts an escape such as \\n or \\u00e9"};
}

SyntaxProblem explain_end(std::string_view text, const Context& c) {
  if (!c.last) return {0, "the file is empty", "it must hold a JSON object; was it not written to the end?"};
  return {text.size(),
          fmt::format("the file ends before the `{}` of line {} is closed", text[c.open.back()],
                      line_of(text, c.open.back())),
          "was the file cut off?"};
}

}  // namespace

SyntaxProblem explain(std::string_view text, const json::ParseError& error) {
  if (const auto conflict = find_conflict(text)) {
    const std::string marker = one_line(text.substr(*conflict, text.find('\n', *conflict) - *conflict), 60);
    return {*conflict, fmt::format("a merge conflict marker: `{}`", marker),
            "choose one side of the conflict and remove the markers"};
  }
  std::size_t stop = std::min(error.offset, text.size());
  // The parser stops inside of a word that it does not know; the word is what is wrong.
  while (stop > 0 && stop < text.size() && is_letter(text[stop]) && is_letter(text[stop - 1])) --stop;
  const Context c = look(text, stop);
  if (c.string) return explain_string(text, stop, *c.string, error.message);
  const std::size_t at = skip_white(text, stop);
  if (at >= text.size() && (!c.last || !c.open.empty())) return explain_end(text, c);
  if (at >= text.size() || !c.last) return {stop, own_words(error.message), {}};
  const char next = text[at];
  const char last = text[*c.last];
  if (c.open.empty()) {
    return {at, fmt::format("`{}` after the end of the JSON", one_line(text.substr(at, 1))),
            "is there a closing bracket too many before it?"};
  }
  const char open = text[c.open.back()];
  if (last == ',' && (next == '}' || next == ']')) {
    return {*c.last, fmt::format("a comma before `{}`", next), "remove the comma: nothing follows it"};
  }
  if (next == ',' && (last == ',' || last == '{' || last == '[')) return {at, "a comma too many", "remove it"};
  if ((next == '}' || next == ']') && (open == '{') != (next == '}')) {
    return {at, fmt::format("`{}` where the `{}` of line {} is still open", next, open, line_of(text, c.open.back())),
            "close it first"};
  }
  if (!ends_value(last) || !begins_value(next)) return {at, own_words(error.message), {}};
  const bool key = open == '{' && last == '"' && c.before_string && text[*c.before_string] != ':';
  if (key) return {*c.last + 1, "a colon is missing between a key and its value", "add `:`"};
  return {*c.last + 1, fmt::format("a comma is missing here, before the `{}` of line {}", next, line_of(text, at)),
          "add `,`"};
}

}  // namespace ra::model
