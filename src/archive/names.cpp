#include "archive/names.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace ra::archive {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

Error refused(std::string_view name, std::string_view why) {
  return error(Errc::config, fmt::format("{} {}", in_quotes(name), why));
}

std::string in_quotes(std::string_view name) { return "\"" + one_line(name) + "\""; }

std::string plain_name(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
  return name == "." ? "" : std::string{name};
}

Result<> check_name(std::string_view name) {
  if (name.empty()) return error(Errc::config, "a member has no name");
  if (std::ranges::any_of(name, is_control)) return refused(name, "has a control character in its name");
  if (name.find('\\') != std::string_view::npos) {
    return refused(name, "has a backslash in its name, which some take for a folder's");
  }
  if (!is_utf8(name)) return refused(name, "is not named in UTF-8");
  if (name.front() == '/') return refused(name, "is an absolute name");
  for (const std::string_view part : split(name, '/')) {
    if (part == "..") return refused(name, "leads out of its folder");
    if (part.empty() || part == ".") return refused(name, "has an empty part or \".\" in its name");
  }
  return {};
}

Result<> check_link(std::string_view name, std::string_view target) {
  const auto bad = [&](std::string_view why) {
    return error(Errc::config, fmt::format("{} is a link to {}, {}", in_quotes(name), in_quotes(target), why));
  };
  if (target.empty() || std::ranges::any_of(target, is_control)) return bad("which is not the name of a file");
  if (target.front() == '/') return bad("which is an absolute name");
  const auto depth = std::ranges::count(name, '/');
  std::ptrdiff_t up = 0;
  bool down = false;
  for (const std::string_view part : split(target, '/')) {
    if (part != "..") {
      down = down || !(part.empty() || part == ".");
      continue;
    }
    if (down) return bad("which goes down and up again");
    if (++up > depth) return bad("which lies outside");
  }
  return {};
}

}  // namespace ra::archive
