#include "pack/deb_fields.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ra::pack {

namespace {

bool is_blank(std::string_view line) { return trim(line).empty(); }

// Policy 5.1: printable ASCII without a colon, and not beginning as a comment does.
bool is_field_name(std::string_view name) {
  const auto plain = [](char c) { return c > 0x20 && c < 0x7f && c != ':'; };
  return !name.empty() && name.front() != '#' && name.front() != '-' && std::ranges::all_of(name, plain);
}

auto find_field(auto& fields, std::string_view name) {
  return std::ranges::find_if(fields, [&](const DebField& one) { return lower(one.name) == lower(name); });
}

}  // namespace

std::vector<std::string_view> deb_paragraphs(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  std::size_t end = 0;  // of what is not blank
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t stop = std::min(text.find('\n', at), text.size());
    const bool blank = is_blank(text.substr(at, stop - at));
    if (blank && end > begin) found.push_back(text.substr(begin, end - begin));
    if (blank) begin = end = std::min(stop + 1, text.size());
    if (!blank) end = stop;
    at = stop + 1;
  }
  if (end > begin) found.push_back(text.substr(begin, end - begin));
  return found;
}

Result<DebFields> parse_deb_fields(std::string_view paragraph) {
  DebFields fields;
  std::set<std::string> seen;
  for (const std::string_view line : lines(paragraph)) {
    if (!fields.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
      fields.back().value += fmt::format("\n{}", line);
      continue;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_field_name(name))
      return error(Errc::config, fmt::format("`{}` is no field of a control file", one_line(line, 60)));
    if (!seen.insert(lower(name)).second)
      return error(Errc::config, fmt::format("the field {} is there twice", one_line(name, 60)));
    fields.push_back({std::string{name}, std::string{trim(line.substr(colon + 1))}});
  }
  return fields;
}

std::string deb_fields_text(const DebFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    const bool lists = value.empty() || value.front() == '\n';
    text += fmt::format("{}:{}{}\n", name, lists ? "" : " ", value);
  }
  return text;
}

std::string_view deb_field(const DebFields& fields, std::string_view name) {
  const auto found = find_field(fields, name);
  return found == fields.end() ? std::string_view{} : std::string_view{found->value};
}

void set_deb_field(DebFields& fields, std::string_view name, std::string value) {
  const auto found = find_field(fields, name);
  if (found != fields.end()) {
    found->value = std::move(value);
  } else {
    fields.push_back({std::string{name}, std::move(value)});
  }
}

void remove_deb_field(DebFields& fields, std::string_view name) {
  std::erase_if(fields, [&](const DebField& one) { return lower(one.name) == lower(name); });
}

}  // namespace ra::pack
