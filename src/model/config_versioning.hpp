#pragma once

#include <map>
#include <string>
#include <vector>

// How versions follow from commits: the section "versioning" of release-action.json.
namespace ra::model {

enum class Bump { none, patch, minor, major };

// What a commit that follows no convention counts as.
enum class Unconventional { ignore, patch, error };

// What changes of 0.y.z become. `minor`: a breaking change is a minor step, others as they are. `cargo`: as Cargo reads
// versions, a breaking change is a minor step and all others a patch. `major`: as after 1.0.0.
enum class ZeroMajor { minor, cargo, major };

// A file that says the version in a form of its own; one of the two is set.
struct VersionedFile {
  std::string path;
  std::string pattern;  // a regular expression whose first group is the version
  std::string pointer;  // a JSON pointer
};

struct VersionedComponent {
  std::string name;
  std::string path;  // "" for the root
  std::string tag;   // empty: as for all
  std::vector<std::string> needs;
  std::vector<VersionedFile> files;
};

struct VersioningConfig {
  std::vector<VersionedComponent> components;  // empty: those that the repository's files tell
  std::string tag;                             // "v{version}"; empty: in the form of the tags that are there
  std::map<std::string, Bump> types{
      {"feat", Bump::minor}, {"fix", Bump::patch}, {"perf", Bump::patch}, {"revert", Bump::patch}};
  Unconventional other = Unconventional::ignore;
  ZeroMajor zero = ZeroMajor::minor;
  std::string initial = "0.1.0";                                     // of what says no version itself
  std::map<std::string, std::string> prereleases;                    // branch → identifier: "next" → "rc"
  std::vector<std::string> lines{"{major}.{minor}.x", "{major}.x"};  // branches that keep to their numbers
  Bump dependents = Bump::patch;                                     // of what depends on something that is bumped
  Bump next_snapshot = Bump::none;   // of Maven, once a release is merged: none, patch or minor
  std::vector<VersionedFile> files;  // of the repository's one component
  bool given = false;                // somebody has configured something of it
};

}  // namespace ra::model
