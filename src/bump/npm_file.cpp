#include "bump/npm_file.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::bump {

Result<NpmFile> NpmFile::parse(const std::string& file, std::string_view text, std::size_t most) {
  RA_TRY(check_text(file, text, most));
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  NpmFile out;
  out.file_ = file;
  out.text_ = text;
  out.skipped_ = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  auto parsed = json::parse(text.substr(out.skipped_));
  if (!parsed) {
    std::string why = parsed.error().message;
    if (why.ends_with('.')) why.pop_back();
    return error_at(file, text, parsed.error().offset + out.skipped_, "this is not JSON: " + why,
                    "mend the file so that it is JSON");
  }
  if (!parsed->is_object()) return error_at(file, text, out.skipped_, "this is not an object");
  out.root_ = *std::move(parsed);
  return out;
}

Span NpmFile::inside(const json::Value& string) const {
  return {file_, skipped_ + string.begin() + 1, skipped_ + string.end() - 1};
}

Error NpmFile::wrong(const json::Value& value, std::string_view message, std::string hint) const {
  return error_at(file_, text_, skipped_ + value.begin(), message, std::move(hint));
}

Result<const json::Value*> NpmFile::once(const json::Value& object, std::string_view key) const {
  const json::Value* found = nullptr;
  for (const auto& member : object.members()) {
    if (member.key != key) continue;
    if (found != nullptr) {
      return error_at(file_, text_, skipped_ + member.key_begin, fmt::format("\"{}\" is said twice", key),
                      "remove one of them");
    }
    found = &member.value;
  }
  return found;
}

}  // namespace ra::bump
