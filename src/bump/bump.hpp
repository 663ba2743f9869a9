#pragma once

#include "base/error.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// Versions in the files of other tools: which packages a repository holds, and new versions written into their
// manifests. Pure: files come in as text and go out as text. Only the bytes of the values that change are changed.
namespace ra::bump {

using Files = std::map<std::string, std::string>;  // path within the repository → content

// Is this a file that `packages` and `bump` want to see? (pom.xml, Cargo.toml, Cargo.lock, package.json, …)
bool reads(std::string_view path);

enum class Kind { cargo, maven, npm };

struct Package {
  Kind kind = Kind::cargo;
  std::string name;     // of Maven "groupId:artifactId"
  std::string path;     // its folder, "" for the root
  std::string file;     // its manifest
  std::string version;  // the one that applies, wherever it is written
  std::string shares;   // the name of the package (or file) whose version it inherits; they are bumped together
  std::vector<std::string> needs;  // names of packages of this repository that it depends on
  bool published = true;           // false: publish = false, private: true, maven.deploy.skip
};

// Every package of the workspace, ordered by path. Errors name file:line:column.
Result<std::vector<Package>> packages(const Files& files);

struct NewVersion {
  Kind kind = Kind::cargo;
  std::string name;
  std::string version;
};

// Writes new versions everywhere they are said: the package's own manifest or where it inherits from, what depends on
// it here, lock files. Gives only files whose text changed. Done twice it changes nothing. `conflict` when two packages
// that share a version are to get different ones; `not_found` for a package that is not here.
Result<Files> bump(const Files& files, const std::vector<NewVersion>& versions);

// Any other file: the first group of a regular expression (ECMAScript), which must match exactly once; or the string
// that a JSON pointer names.
Result<std::string> bump_pattern(std::string_view file, std::string_view text, const std::string& pattern,
                                 std::string_view version);
Result<std::string> bump_pointer(std::string_view file, std::string_view text, std::string_view pointer,
                                 std::string_view version);

}  // namespace ra::bump
