#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "history/entry.hpp"
#include "model/config_changelog.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Changelogs out of history. Pure: entries go in, text comes out; `cli` reads and writes the files.
namespace ra::changelog {

// One version's changes. Newest first, as they are shown.
struct Section {
  std::string version = {};       // empty: unreleased
  std::string tag = {};           // the tag it has or will have
  std::string previous_tag = {};  // empty: there is none before
  std::int64_t released_at = 0;   // seconds since 1970; 0 while unreleased
  std::vector<history::Entry> entries = {};
};

struct Links {
  std::string repository = {};  // https://github.com/org/name; empty: no links
};

struct Style {
  model::ChangelogConfig config = {};
  Links links = {};
};

// https://keepachangelog.com/en/1.1.0/: sections alone, without the head of a file; the links' addresses follow at the
// end.
std::string keep_a_changelog(const std::vector<Section>& sections, const Style& style);
// A whole file: with its head.
std::string keep_a_changelog_file(const std::vector<Section>& sections, const Style& style);

// The text of a release on GitHub: no heading for a single section, contributors and the comparison at the end.
std::string github_notes(const std::vector<Section>& sections, const Style& style);

// release-action/changelog/1, see schema/changelog.schema.json; also what templates are given.
json::Value to_json(const std::vector<Section>& sections, const Style& style);
// The same, written section by section: a long history does not become one tree in memory.
std::string json_text(const std::vector<Section>& sections, const Style& style);

// A user's own form: docs/changelog.md says which. Errors are `config` with the template's line.
Result<std::string> from_template(const std::string& text, const std::vector<Section>& sections, const Style& style);

// Puts the section into a changelog's text, and changes no other byte of it but the links at its end. The same section
// in it: nothing changes. Another one of this version: what stands below its heading is replaced, up to the next.
Result<std::string> insert(const std::string& file, const Section& section, const Style& style);

}  // namespace ra::changelog
