#pragma once

#include "git/log.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// What commits say they change. Plain data that versions and changelogs are made of.
namespace ra::history {

struct Footer {
  std::string token = {};  // as written, "BREAKING-CHANGE" for either spelling
  std::string value = {};  // may have several lines
};

// One conventional commit. A squashed commit holds several.
struct Change {
  std::string type = {};  // lower case; empty: it follows no convention
  std::string scope = {};
  std::string description = {};
  std::string body = {};
  bool breaking = false;
  std::string breaking_note = {};  // what BREAKING CHANGE says; empty with a mere "!"
  std::vector<Footer> footers = {};
};

struct Entry {
  git::Sha sha = {};
  std::vector<git::Sha> parents = {};
  std::string author_name = {};
  std::string author_email = {};
  std::vector<std::string> co_authors = {};  // "Name <email>"
  std::int64_t committed_at = 0;
  std::string title = {};                      // the first line, without control characters, at most 500 bytes
  std::vector<Change> changes = {};            // at least one; none for a merge that says nothing of its own
  std::vector<std::string> reverts = {};       // what it takes back: shas, or titles where it names no sha
  std::string release_as = {};                 // Release-As: 1.2.3
  int pull_request = 0;                        // "(#12)" at the title's end, or "Merge pull request #12"
  std::vector<std::uint32_t> components = {};  // of a monorepo, by their index
};

}  // namespace ra::history
