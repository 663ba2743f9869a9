#include "bump/regex.hpp"

#include "base/text.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <array>

namespace ra::bump {

namespace {

// About a second of work, and 20 MB, at the very most. PCRE2 keeps its stack on the heap.
constexpr std::uint32_t most_steps = 10'000'000;
constexpr std::uint32_t most_depth = 100'000;
constexpr std::uint32_t most_kilobytes = 20'000;

// What differs between Perl and ECMAScript: \u0041 and \x41, a $ that is the very end, groups that took no part match
// nothing. A text that is not UTF-8 is not matched where it is not.
constexpr std::uint32_t regex_options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE | PCRE2_ALT_BSUX |
                                        PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* p) const {
    free_it(p);
  }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Free<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Free<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Free<pcre2_match_data_free>>;

std::string words_of(int code) {
  std::array<PCRE2_UCHAR, 200> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct Regex::Code {
  std::unique_ptr<pcre2_code, Free<pcre2_code_free>> code;
};

Result<Regex> Regex::compile(const std::string& pattern) {
  const std::string shown = one_line(pattern, 80);
  if (pattern.size() > most_pattern) {
    return error(Errc::config, fmt::format("the pattern `{}` is longer than {} bytes", shown, most_pattern));
  }
  const CompileContext context{pcre2_compile_context_create(nullptr)};
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
  pcre2_set_parens_nest_limit(context.get(), 50);
  int code = 0;
  PCRE2_SIZE at = 0;
  auto compiled = std::make_shared<Code>();
  compiled->code.reset(pcre2_compile(bytes(pattern), pattern.size(), regex_options, &code, &at, context.get()));
  if (!compiled->code) {
    return error(Errc::config,
                 fmt::format("the pattern `{}` is wrong at its byte {}: {}", shown, at + 1, words_of(code)),
                 "correct the regular expression");
  }
  std::uint32_t groups = 0;
  pcre2_pattern_info(compiled->code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
  if (groups == 0) {
    return error(Errc::config, fmt::format("the pattern `{}` has no group", shown),
                 "put parentheses around what matches the version");
  }
  return Regex{std::move(compiled)};
}

Result<std::optional<Regex::Match>> Regex::find(std::string_view text, std::size_t from) const {
  const MatchContext context{pcre2_match_context_create(nullptr)};
  pcre2_set_match_limit(context.get(), most_steps);
  pcre2_set_depth_limit(context.get(), most_depth);
  pcre2_set_heap_limit(context.get(), most_kilobytes);
  const MatchData data{pcre2_match_data_create_from_pattern(code_->code.get(), nullptr)};
  const int rc = pcre2_match(code_->code.get(), bytes(text), text.size(), from, 0, data.get(), context.get());
  if (rc == PCRE2_ERROR_NOMATCH) return std::optional<Match>{};
  if (rc < 0) {
    return error(Errc::config, "the pattern takes too long: " + words_of(rc),
                 "make it simpler: no repetition of a repetition");
  }
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
  Match match;
  match.begin = ends[0];
  match.end = ends[1];
  match.has_group = rc > 1 && ends[2] != PCRE2_UNSET;
  if (match.has_group) {
    match.group_begin = ends[2];
    match.group_end = ends[3];
  }
  return std::optional{match};
}

}  // namespace ra::bump
