#include "changelog/groups.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace ra::changelog {

namespace {

using Headings = std::vector<std::pair<std::string, std::string>>;  // type, heading: in the order they are shown

constexpr std::string_view breaking_heading = "Breaking changes";
constexpr std::string_view no_type = "other";  // the configuration's word for no type

Headings headings_of(const model::ChangelogConfig& config, Form form) {
  // The six headings of Keep a Changelog; those that GitHub's users know.
  static const Headings keep = {{"feat", "Added"},     {"perf", "Changed"}, {"deprecate", "Deprecated"},
                                {"revert", "Removed"}, {"fix", "Fixed"},    {"security", "Security"}};
  static const Headings github = {{"feat", "Features"},  {"fix", "Bug fixes"},     {"perf", "Performance"},
                                  {"revert", "Reverts"}, {"security", "Security"}, {"deprecate", "Deprecations"}};
  Headings headings = form == Form::github ? github : keep;
  for (const auto& [type, heading] : config.types) {
    const auto known = std::ranges::find(headings, type, &Headings::value_type::first);
    if (known != headings.end()) {
      known->second = heading;
    } else {
      headings.emplace_back(type, heading);
    }
  }
  return headings;
}

std::string key_of(const history::Change& change) {
  return change.type + '\0' + change.scope + '\0' + change.description;
}

// Of the changes that merges repeat: their pull requests.
std::unordered_map<std::string, int> repeated(const Section& section) {
  std::unordered_map<std::string, int> merged;
  for (const auto& entry : section.entries) {
    if (entry.parents.size() < 2) continue;
    for (const auto& change : entry.changes) merged.emplace(key_of(change), entry.pull_request);
  }
  if (merged.empty()) return merged;
  std::unordered_set<std::string> told;
  for (const auto& entry : section.entries) {
    if (entry.parents.size() >= 2) continue;
    for (const auto& change : entry.changes) told.insert(key_of(change));
  }
  std::erase_if(merged, [&](const auto& one) { return !told.contains(one.first); });
  return merged;
}

std::string email_of(std::string_view who, std::string& name) {
  const std::size_t open = who.rfind('<');
  name = std::string{trim(who.substr(0, open))};
  if (open == std::string_view::npos || !who.ends_with('>')) return {};
  return std::string{who.substr(open + 1, who.size() - open - 2)};
}

bool is_bot(const Contributor& who) {
  const std::string name = lower(who.name);
  const std::string email = lower(who.email);
  if (name.ends_with("[bot]") || name.ends_with("-bot") || email.find("[bot]@") != std::string::npos) return true;
  constexpr std::array<std::string_view, 5> known = {"dependabot", "renovate", "github-actions", "snyk", "greenkeeper"};
  return std::ranges::any_of(known, [&](std::string_view bot) { return name == bot; });
}

}  // namespace

Groups groups_of(const Section& section, const model::ChangelogConfig& config, Form form) {
  const Headings headings = headings_of(config, form);
  const auto merged = repeated(section);
  Group breaking{std::string{breaking_heading}, {}};
  std::vector<Group> groups;
  for (const auto& [type, heading] : headings) {
    const bool there = std::ranges::find(groups, heading, &Group::heading) != groups.end();
    if (!heading.empty() && !there) groups.push_back({heading, {}});
  }
  Groups result;
  for (const auto& entry : section.entries) {
    for (const auto& change : entry.changes) {
      Item item{&entry, &change, entry.pull_request};
      if (!merged.empty()) {
        const auto twice = merged.find(key_of(change));
        if (twice != merged.end() && entry.parents.size() >= 2) continue;
        if (twice != merged.end() && item.pull_request == 0) item.pull_request = twice->second;
      }
      if (change.breaking) {
        breaking.items.push_back(item);
        continue;
      }
      const std::string_view type = change.type.empty() ? no_type : std::string_view{change.type};
      const auto heading = std::ranges::find(headings, type, &Headings::value_type::first);
      if (heading == headings.end() || heading->second.empty()) {
        result.hidden.push_back(item);
      } else {
        std::ranges::find(groups, heading->second, &Group::heading)->items.push_back(item);
      }
    }
  }
  if (!breaking.items.empty()) result.shown.push_back(std::move(breaking));
  for (auto& group : groups) {
    if (!group.items.empty()) result.shown.push_back(std::move(group));
  }
  return result;
}

std::vector<Contributor> contributors_of(const Section& section) {
  std::vector<Contributor> all;
  // The same person has one name or one address in common.
  std::unordered_set<std::string> names;
  std::unordered_set<std::string> emails;
  const auto add = [&](std::string name, std::string email) {
    if (name.empty()) name = email.substr(0, email.find('@'));
    if (name.empty()) return;
    const bool new_name = names.insert(lower(name)).second;
    const bool new_email = email.empty() || emails.insert(lower(email)).second;
    if (!new_name || !new_email) return;
    Contributor who{std::move(name), std::move(email)};
    who.bot = is_bot(who);
    all.push_back(std::move(who));
  };
  for (const auto& entry : section.entries) {
    add(entry.author_name, entry.author_email);
    for (const auto& co_author : entry.co_authors) {
      std::string name;
      std::string email = email_of(co_author, name);
      add(std::move(name), std::move(email));
    }
  }
  std::ranges::sort(all, {}, [](const Contributor& who) { return std::tuple{who.bot, lower(who.name), who.email}; });
  return all;
}

}  // namespace ra::changelog
