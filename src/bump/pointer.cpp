#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/bump.hpp"
#include "bump/npm_file.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ra::bump {

namespace {

// RFC 6901, section 4: ~1 is /, and ~0 is ~. None for another ~.
std::optional<std::string> unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    out += token[i] == '0' ? '~' : '/';
  }
  return out;
}

// RFC 6901: without leading zeros; `-` names what is not there yet.
std::optional<std::size_t> index_of(std::string_view token) {
  std::size_t n = 0;
  const char* last = token.data() + token.size();
  const auto [end, ec] = std::from_chars(token.data(), last, n);
  const bool fine = ec == std::errc{} && end == last && (token.size() == 1 || token[0] != '0');
  return fine ? std::optional{n} : std::nullopt;
}

Result<const json::Value*> step_into(const NpmFile& file, const json::Value& value, const std::string& token) {
  if (value.is_object()) {
    RA_TRY_ASSIGN(const json::Value* member, file.once(value, token));
    if (member != nullptr) return member;
  }
  if (value.is_array()) {
    const auto index = index_of(token);
    if (index && *index < value.items().size()) return &value.items()[*index];
  }
  return file.wrong(value, fmt::format("there is no `{}` in here", one_line(token, 80)), "correct the JSON pointer");
}

}  // namespace

Result<std::string> bump_pointer(std::string_view file, std::string_view text, std::string_view pointer,
                                 std::string_view version) {
  if (!is_plain_version(version)) {
    return error(Errc::config, fmt::format("`{}` is not a version", one_line(version, 80)));
  }
  RA_TRY_ASSIGN(const NpmFile parsed, NpmFile::parse(std::string{file}, text, most_lock));
  if (!pointer.starts_with('/')) {
    return error(Errc::config, fmt::format("`{}` is not a JSON pointer to a string", one_line(pointer, 80)),
                 "write it as /key/0/key");
  }
  const json::Value* value = &parsed.root();
  for (const auto token : split(pointer.substr(1), '/')) {
    const auto name = unescaped(token);
    if (!name) {
      return error(Errc::config, fmt::format("`{}` is not a JSON pointer", one_line(pointer, 80)),
                   "write ~0 for ~ and ~1 for / in a key");
    }
    RA_TRY_ASSIGN(value, step_into(parsed, *value, *name));
  }
  if (!value->is_string()) return parsed.wrong(*value, fmt::format("`{}` is not a string", one_line(pointer, 80)));
  const Span span = parsed.inside(*value);
  return std::string{text.substr(0, span.begin)} + std::string{version} + std::string{text.substr(span.end)};
}

}  // namespace ra::bump
