#pragma once

#include "report/mark.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One comment that several jobs share (`--merge KEY`), each with a section of its own under a mark of its own:
//   <!-- release-action:section:KIND:NAME {"v":1,"run":…,…,"name":…,"state":…} -->
//   its Markdown
// and the mark of the whole in the last line. Pure.
namespace ra::report {

struct Section {
  std::string id;     // KIND:NAME as it stands in the mark
  std::string name;   // for people; "" when the mark cannot be read
  std::string state;  // passed, failed or running
  std::string bytes;  // the mark and the text below it; of others they are never changed
};

// A section of ours. Marks inside the text are broken up, so that no log line can end or begin a section.
Section make_section(const Mark& mark, const std::string& state, std::string text);

std::vector<Section> sections_of(std::string_view comment);

// The section's mark, as it stands in a comment; nothing when it is not there or cannot be read.
std::optional<Mark> find_section(std::string_view comment, const Mark& mark);

// The sections with ours in its place, sorted by id.
void put(std::vector<Section>& sections, Section ours);

// The whole comment: a verdict over all where there are several, the sections, the mark of the whole.
std::string merged_comment(const std::vector<Section>& sections, const Mark& whole);

// How many bytes ours may take besides these: its share, so that a first one leaves room for others, and not more than
// they have left.
std::size_t room_for(const std::vector<Section>& sections, const Mark& ours, std::size_t budget);

inline constexpr auto merged_kind = "merged";  // of the mark of the whole

}  // namespace ra::report
