#include "base/untrusted.hpp"
#include "changelog/groups.hpp"
#include "changelog/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace ra::changelog {

namespace {

std::string item_text(const Item& item, const Links& links) {
  std::string line = "- ";
  if (!item.change->scope.empty()) line += "**" + markdown_text(item.change->scope) + ":** ";
  line += markdown_text(item.change->description);
  if (item.pull_request > 0) {
    // Without a link as code: GitHub would make "#12" one to wherever the text is shown.
    const std::string url = pull_request_url(links, item.pull_request);
    line +=
        url.empty() ? fmt::format(" (`#{}`)", item.pull_request) : fmt::format(" ([#{}]({}))", item.pull_request, url);
  }
  const std::string url = commit_url(links, item.entry->sha);
  if (!url.empty()) line += fmt::format(" ([{:.7}]({}))", item.entry->sha, url);
  line += '\n';
  if (!item.change->breaking_note.empty()) {
    const std::string note = markdown_text(item.change->breaking_note);
    if (!note.empty()) line += "  " + note + '\n';
  }
  return line;
}

std::string groups_text(const Groups& groups, const Links& links, std::string_view marks) {
  std::string text;
  for (const Group& group : groups.shown) {
    text += fmt::format("{} {}\n\n", marks, markdown_text(group.heading));
    for (const Item& item : group.items) text += item_text(item, links);
    text += '\n';
  }
  return text;
}

std::string range_url(const Section& section, const Links& links) {
  const std::string_view to = section.tag.empty() ? std::string_view{"HEAD"} : std::string_view{section.tag};
  if (!section.previous_tag.empty()) return compare_url(links, section.previous_tag, to);
  return section.tag.empty() ? std::string{} : tag_url(links, section.tag);
}

// Versions and tags have an alphabet of their own, but for the tags of other tools.
std::string name_of(const Section& section) { return section.version.empty() ? "Unreleased" : section.version; }

void add_contributors(const Section& section, std::string& text) {
  std::string people;
  std::string bots;
  for (const Contributor& who : contributors_of(section)) {
    std::string& list = who.bot ? bots : people;
    list += (list.empty() ? "" : ", ") + markdown_text(who.name);
  }
  if (!people.empty()) text += "**Contributors:** " + people + "\n\n";
  if (!bots.empty()) text += "**Bots:** " + bots + "\n\n";
}

}  // namespace

std::string keep_a_changelog(const std::vector<Section>& sections, const Style& style) {
  std::string text;
  std::string addresses;
  for (const Section& section : sections) {
    const std::string url = range_url(section, style.links);
    const std::string date = day(section.released_at);
    text += url.empty() ? "## " + name_of(section) : "## [" + name_of(section) + "]";
    text += date.empty() ? "\n\n" : " - " + date + "\n\n";
    text += groups_text(groups_of(section, style.config, Form::keep_a_changelog), style.links, "###");
    if (!url.empty()) addresses += fmt::format("[{}]: {}\n", name_of(section), url);
  }
  text += addresses;
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::string keep_a_changelog_file(const std::vector<Section>& sections, const Style& style) {
  return "# " + markdown_text(style.config.title) + "\n\n" +
         "The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).\n\n" +
         keep_a_changelog(sections, style);
}

std::string github_notes(const std::vector<Section>& sections, const Style& style) {
  std::string text;
  const bool several = sections.size() > 1;
  for (const Section& section : sections) {
    if (several) text += "# " + name_of(section) + "\n\n";
    const Groups groups = groups_of(section, style.config, Form::github);
    text += groups.shown.empty() ? "No changes to speak of.\n\n" : groups_text(groups, style.links, "##");
    add_contributors(section, text);
    const std::string url = range_url(section, style.links);
    if (!url.empty()) text += "**Full changelog:** " + url + "\n\n";
  }
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace ra::changelog
