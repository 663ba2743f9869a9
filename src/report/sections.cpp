#include "report/sections.hpp"

#include "report/markdown.hpp"
#include "report/untrusted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::report {

namespace {

constexpr auto section_kind = "section";
constexpr std::string_view any_mark = "<!-- release-action:";
constexpr std::string_view section_mark = "<!-- release-action:section:";
constexpr std::string_view whole_mark = "<!-- release-action:merged:";

constexpr std::size_t usual_sections = 6;     // that are reckoned with before they are there
constexpr std::size_t head_and_marks = 2000;  // the verdict over all, with most_named names, and two marks
constexpr std::size_t most_named = 5;
constexpr std::size_t longest_name = 60;

std::string id_of(const Mark& mark) { return key_in_marker(Untrusted{mark.kind + ":" + mark.key}); }

// Where the next line that begins with `what` begins.
std::size_t line_with(std::string_view text, std::string_view what, std::size_t from) {
  for (auto at = text.find(what, from); at != std::string_view::npos; at = text.find(what, at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return at;
  }
  return std::string_view::npos;
}

Section read_section(std::string_view bytes) {
  Section section;
  while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
  section.bytes = bytes;
  const auto rest = bytes.substr(section_mark.size());
  section.id = rest.substr(0, rest.find(' '));
  const auto line = rest.substr(0, rest.find('\n'));
  const auto begin = line.find('{');
  const auto end = line.rfind('}');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return section;
  const auto value = json::parse(line.substr(begin, end - begin + 1));
  if (!value) return section;
  section.name = (*value)["name"].as_string();
  section.state = (*value)["state"].as_string();
  return section;
}

std::string named(const std::vector<const Section*>& sections) {
  std::string text;
  const std::size_t shown = std::min(sections.size(), most_named);
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i > 0 ? ", " : "") + Untrusted{sections[i]->name}.as_code(longest_name);
  }
  if (shown < sections.size()) text += fmt::format(" and {} more", sections.size() - shown);
  return text;
}

std::vector<const Section*> in_state(const std::vector<Section>& sections, std::string_view state) {
  std::vector<const Section*> found;
  for (const auto& section : sections) {
    if (section.state == state) found.push_back(&section);
  }
  return found;
}

std::string head_of(const std::vector<Section>& sections) {
  if (sections.size() < 2) return {};
  const std::size_t all = sections.size();
  if (const auto red = in_state(sections, "failed"); !red.empty()) {
    return fmt::format("## ❌ {} of {} jobs failed: {}\n\n", red.size(), all, named(red));
  }
  if (const auto open = in_state(sections, "running"); !open.empty()) {
    return fmt::format("## ⏳ {} of {} jobs still running: {}\n\n", open.size(), all, named(open));
  }
  return fmt::format("## ✅ {} of {} jobs passed\n\n", in_state(sections, "passed").size(), all);
}

// Behind the verdict in the first line: which job says so.
void sign(std::string& text, const std::string& name) {
  if (!text.starts_with("#")) return;
  text.insert(std::min(text.find('\n'), text.size()), " · " + Untrusted{name}.as_code(longest_name));
}

}  // namespace

Section make_section(const Mark& mark, const std::string& state, std::string text) {
  for (auto at = text.find(any_mark); at != std::string::npos; at = text.find(any_mark, at)) text.insert(at + 1, " ");
  while (text.ends_with('\n')) text.pop_back();
  sign(text, mark.key);
  Section section;
  section.id = id_of(mark);
  section.name = mark.key;
  section.state = state;
  Mark own = mark;
  own.kind = section_kind;
  own.key = section.id;
  auto more = json::Value::object();
  more.set("name", Untrusted{mark.key}.as_line(longest_name)).set("state", state);
  section.bytes = mark_line(own, hash_of(text), more) + text;
  return section;
}

std::vector<Section> sections_of(std::string_view comment) {
  std::vector<Section> sections;
  const auto whole = line_with(comment, whole_mark, 0);
  if (whole != std::string_view::npos) comment = comment.substr(0, whole);
  auto begin = line_with(comment, section_mark, 0);
  while (begin != std::string_view::npos) {
    const auto end = line_with(comment, section_mark, begin + 1);
    sections.push_back(read_section(comment.substr(begin, end == std::string_view::npos ? end : end - begin)));
    begin = end;
  }
  return sections;
}

std::optional<Mark> find_section(std::string_view comment, const Mark& mark) {
  return find_mark(comment, section_kind, id_of(mark));
}

void put(std::vector<Section>& sections, Section ours) {
  std::erase_if(sections, [&](const Section& one) { return one.id == ours.id; });
  const auto after = std::ranges::find_if(sections, [&](const Section& one) { return one.id > ours.id; });
  sections.insert(after, std::move(ours));
}

std::string merged_comment(const std::vector<Section>& sections, const Mark& whole) {
  std::string text = head_of(sections);
  for (const auto& section : sections) text += section.bytes + "\n\n";
  Mark mark = whole;
  mark.kind = merged_kind;
  return text + mark_line(mark, hash_of(text));
}

std::size_t room_for(const std::vector<Section>& sections, const Mark& ours, std::size_t budget) {
  const std::string id = id_of(ours);
  std::size_t count = 1;
  std::size_t used = head_and_marks;
  for (const auto& section : sections) {
    if (section.id == id) continue;
    ++count;
    used += section.bytes.size() + 2;
  }
  const std::size_t free = used < budget ? budget - used : 0;
  return std::min(free, budget / std::max(count, usual_sections));
}

}  // namespace ra::report
