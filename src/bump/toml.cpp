#include "bump/toml.hpp"

#include "bump/place.hpp"
#include "bump/toml_depth.hpp"

#include "base/try.hpp"

// NOLINTBEGIN(readability-identifier-naming): toml++'s own names
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// toml++ 3.3 calls unreachable what a letter such as é reaches in its tables of white space, where a key or a value is
// to be: undefined behaviour on a stranger's text. Those tables answer no instead.
#include <toml++/impl/forward_declarations.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE return false
#include <toml++/impl/unicode.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE __builtin_unreachable()
// NOLINTEND(readability-identifier-naming)
// And what it asserts of a stranger's text, such as that `[[` is followed by a name, is told apart instead of ending us
// (or, with NDEBUG, of being taken for granted).
namespace ra::bump {
struct TomlDefect {};
[[noreturn]] inline void toml_defect() { throw TomlDefect{}; }
}  // namespace ra::bump
#undef TOML_ASSERT
#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? static_cast<void>(0) : ra::bump::toml_defect())
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) TOML_ASSERT(expr)
#include <toml++/toml.h>

#include <algorithm>

namespace ra::bump {

namespace {

const TomlValue absent;

constexpr std::size_t most_line = std::size_t{64} << 10U;

// From toml++'s lines and columns (of code points; a byte order mark is none) to bytes.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : text_{text} {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    starts_.push_back(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
      starts_.push_back(end + 1);
    }
    for (std::size_t line = 1; line <= starts_.size(); ++line)
      ascii_.push_back(std::ranges::all_of(line_text(line), is_ascii));
  }

  std::size_t of(const toml::source_position& at) const {
    if (at.line == 0 || at.line > starts_.size()) return text_.size();
    const auto line = line_text(at.line);
    const std::size_t start = starts_[at.line - 1];
    const std::size_t column = at.column == 0 ? 0 : at.column - 1;
    if (ascii_[at.line - 1]) return start + std::min(column, line.size());
    std::size_t points = 0;
    std::size_t byte = 0;
    for (; byte < line.size(); ++byte) {
      if ((static_cast<unsigned char>(line[byte]) & 0xc0U) == 0x80U) continue;
      if (points++ == column) break;
    }
    return start + byte;
  }

  // Columns of a line that is long and not ASCII are found by counting, each of them again.
  std::optional<std::size_t> endless_line() const {
    for (std::size_t line = 1; line <= starts_.size(); ++line) {
      if (!ascii_[line - 1] && line_text(line).size() > most_line) return starts_[line - 1];
    }
    return std::nullopt;
  }

 private:
  static bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
  std::string_view line_text(std::size_t line) const {
    const std::size_t begin = starts_[line - 1];
    const std::size_t end = line < starts_.size() ? starts_[line] : text_.size();
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;
  std::vector<bool> ascii_;
};

// Finds the inside of a string in the text itself, and believes it only when it says what toml++ read.
void find_inside(std::string_view text, std::size_t at, TomlValue& value) {
  value.begin = value.end = at;
  const char quote = at < text.size() ? text[at] : '\0';
  if (quote != '"' && quote != '\'') return;
  std::size_t end = at + 1;
  bool escaped = false;
  while (end < text.size() && text[end] != quote && text[end] != '\n') {
    const bool escape = quote == '"' && text[end] == '\\';
    escaped = escaped || escape;
    end += escape ? 2 : 1;
  }
  if (end >= text.size() || text[end] != quote || text.substr(end + 1).starts_with(quote)) return;
  const auto inside = text.substr(at + 1, end - at - 1);
  if (!escaped && inside != value.text) return;
  value.begin = at + 1;
  value.end = end;
  value.on_one_line = true;
}

// As deep as find_too_deep allows.
TomlValue convert(const toml::node& node, std::string_view text, const Offsets& offsets) {
  TomlValue value;
  value.begin = offsets.of(node.source().begin);
  value.kind = TomlValue::Kind::other;
  if (const auto* string = node.as_string()) {
    value.kind = TomlValue::Kind::string;
    value.text = string->get();
    find_inside(text, value.begin, value);
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = TomlValue::Kind::boolean;
    value.boolean = boolean->get();
  } else if (const auto* array = node.as_array()) {
    value.kind = TomlValue::Kind::array;
    for (const auto& item : *array) value.items.push_back(convert(item, text, offsets));
  } else if (const auto* table = node.as_table()) {
    value.kind = TomlValue::Kind::table;
    for (const auto& [key, item] : *table) {
      value.members.push_back({std::string{key.str()}, convert(item, text, offsets)});
    }
  }
  return value;
}

// "Error while parsing key-value pair: cannot redefine …" without the words that say nothing.
std::string_view reason(std::string_view said) {
  constexpr std::string_view lead = "Error while parsing ";
  const auto colon = said.find(": ");
  return said.starts_with(lead) && colon != std::string_view::npos ? said.substr(colon + 2) : said;
}

}  // namespace

const TomlValue& TomlValue::operator[](std::string_view key) const {
  const auto found = std::ranges::find_if(members, [key](const TomlMember& member) { return member.key == key; });
  return found == members.end() ? absent : found->value;
}

Result<TomlValue> parse_toml(std::string_view file, std::string_view text, std::size_t most) {
  RA_TRY(check_text(file, text, most));
  if (const auto deep = find_too_deep(text))
    return error_at(file, text, *deep, "nested too deeply, or a table without a name");
  const Offsets offsets{text};
  if (const auto line = offsets.endless_line()) return error_at(file, text, *line, "a line of more than 64 KiB");
  const auto parse = [&]() -> std::optional<toml::parse_result> {
    try {
      return toml::parse(text);
    } catch (const TomlDefect&) {
      return std::nullopt;
    }
  };
  const auto result = parse();
  if (!result) return error(Errc::config, std::string{file} + ": this is not TOML", "mend the file so that it is TOML");
  const toml::parse_result& parsed = *result;
  if (parsed) return convert(parsed.table(), text, offsets);
  return error_at(file, text, offsets.of(parsed.error().source().begin),
                  std::string{"this is not TOML: "} + std::string{reason(parsed.error().description())},
                  "mend the file so that it is TOML");
}

}  // namespace ra::bump
