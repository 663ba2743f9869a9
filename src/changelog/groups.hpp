#pragma once

#include "changelog/changelog.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ra::changelog {

struct Item {
  const history::Entry* entry = nullptr;
  const history::Change* change = nullptr;
  int pull_request = 0;
};

struct Group {
  std::string heading;
  std::vector<Item> items;
};

struct Groups {
  std::vector<Group> shown;  // what breaks first, then in the order of the form's headings
  std::vector<Item> hidden;
};

enum class Form { keep_a_changelog, github };

// A section's changes under their headings. A merge that only repeats what one of its commits says is left out; the
// commit then has its pull request.
Groups groups_of(const Section& section, const model::ChangelogConfig& config, Form form);

struct Contributor {
  std::string name;
  std::string email;
  bool bot = false;
};

// Authors and co-authors, each once, by the order of their names; people before bots.
std::vector<Contributor> contributors_of(const Section& section);

}  // namespace ra::changelog
