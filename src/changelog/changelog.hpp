#pragma once

#include "history/entry.hpp"

#include <map>
#include <string>
#include <vector>

// Changelogs out of history. Pure: entries go in, text comes out; `cli` reads and writes the files.
namespace ra::changelog {

// One version's changes. Newest first, as they are shown.
struct Section {
  std::string version;           // empty: unreleased
  std::string tag;               // the tag it has or will have
  std::string previous_tag;      // empty: there is none before
  std::int64_t released_at = 0;  // seconds since 1970; 0 while unreleased
  std::vector<history::Entry> entries;
};

struct Links {
  std::string repository;  // https://github.com/org/name; empty: no links
};

}  // namespace ra::changelog
