#include "versioning/plan_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::versioning {

namespace {

std::string step(const Planned& p) {
  if (!p.changes()) return p.from;
  return p.from.empty() ? p.to : p.from + " → " + p.to;
}

// Columns of a terminal: an arrow is three bytes and one column.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & '\xc0') != '\x80'; }));
}

std::string padded(std::string text, std::size_t columns) {
  text.append(columns - std::min(columns, width(text)), ' ');
  return text;
}

std::string meaning(const history::Entry& entry, const model::VersioningConfig& config) {
  if (!entry.release_as.empty()) return "asks for " + one_line(entry.release_as, 40);
  if (is_unconventional(entry)) return "no convention";
  const auto bump = bump_of(entry, config);
  return bump == model::Bump::none ? "-" : std::string{word_for(bump)};
}

}  // namespace

std::string plan_text(const ReleasePlan& plan) {
  std::size_t names = 0;
  std::size_t steps = 0;
  std::size_t changing = 0;
  for (const auto& p : plan.components) {
    names = std::max(names, width(p.name));
    steps = std::max(steps, width(step(p)));
    if (p.changes()) ++changing;
  }
  std::string text;
  for (const auto& p : plan.components) {
    const std::string bump = p.changes() && p.bump != model::Bump::none ? std::string{word_for(p.bump)} : "";
    text += fmt::format("{}  {}  {}  {}\n", padded(one_line(p.name), names), padded(step(p), steps),
                        padded(p.changes() ? bump : "stays", 5), one_line(p.reason));
  }
  text += fmt::format("\n{} of {} to release · {}\n", changing, plan.components.size(), digest_of(plan));
  return text;
}

std::string explain(const Planned& planned, const Component& component, const Subject& subject,
                    const model::VersioningConfig& config) {
  std::string text =
      fmt::format("{}: {}, because {}\n", one_line(planned.name), step(planned), one_line(planned.reason));
  text += fmt::format("tags {}; folders {}\n", one_line(component.tag), [&] {
    std::string folders;
    for (const auto& path : component.paths) folders += (folders.empty() ? "" : ", ") + (path.empty() ? "." : path);
    return one_line(folders);
  }());
  if (subject.entries.empty()) return text + "no commit since the last release\n";
  text += fmt::format("{} commit{} since {}:\n", subject.entries.size(), subject.entries.size() == 1 ? "" : "s",
                      subject.situation.stable ? subject.situation.stable->text() : "the beginning");
  for (const auto& entry : subject.entries) {
    text += fmt::format("  {}  {}  {}\n", short_of(entry.sha), padded(meaning(entry, config), 13),
                        one_line(entry.title, 100));
  }
  return text;
}

}  // namespace ra::versioning
