#pragma once

#include "base/time.hpp"
#include "pack/version.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The description of a package, for one packager: what is said for the other one is not in it any more.
// The names are those of nFPM's configuration, so that its users find their way.
namespace ra::pack {

enum class Packager { rpm, deb };

enum class ContentType { file, config, config_noreplace, config_missingok, folder, symlink, ghost, tree, doc, license };

struct FileInfo {
  std::optional<std::uint32_t> mode;  // none: 0755 for folders and what somebody may run, else 0644
  std::string owner = "root";
  std::string group = "root";
  std::optional<WallTime> mtime;  // none: when the package was built
};

struct Content {
  std::string source;  // below the folder of the configuration, with globs; a symlink's target
  std::string destination;
  ContentType type = ContentType::file;
  FileInfo info;
  std::optional<std::string> text = {};  // of a template, in place of a source
};

// A script in a file, or its text when a template made it. Neither: there is none.
struct Script {
  std::string file;
  std::string text = {};

  bool given() const { return !file.empty() || !text.empty(); }
};

struct Scripts {
  Script preinstall;
  Script postinstall;
  Script preremove;
  Script postremove;
};

// Each "name", or "name >= 1.2" for RPM and "name (>= 1.2)" for deb; both ways are taken for both.
struct Relations {
  std::vector<std::string> depends;
  std::vector<std::string> recommends;
  std::vector<std::string> suggests;
  std::vector<std::string> conflicts;
  std::vector<std::string> provides;
  std::vector<std::string> replaces;
  std::vector<std::string> obsoletes;
};

enum class CompressionKind { none, gzip, xz, zstd };

struct Compression {
  CompressionKind kind = CompressionKind::zstd;
  std::optional<int> level;
};

// A key of the user's gpg, by its id, or in a file of its own.
struct Signature {
  std::string key_id;
  std::string key_file;
  std::optional<WallTime> time = {};  // when it says that it was made; nothing: now

  bool given() const { return !key_id.empty() || !key_file.empty(); }
};

struct RpmPart {
  std::string group;
  std::string summary;      // default: the first line of the description
  Compression compression;  // rpm reads zstd since 4.14
  std::vector<std::string> prefixes;
  Script pretrans;
  Script posttrans;
  Script verify;
  Signature signature;
};

struct DebPart {
  Compression compression{CompressionKind::gzip, {}};  // dpkg reads zstd since 1.21.18 (Debian 12)
  std::map<std::string, std::string> fields;           // of the control file, as they are
  std::vector<std::string> breaks;
  std::vector<std::string> predepends;
  std::map<std::string, std::vector<std::string>> triggers;  // interest → names
  Script rules;
  Script templates;
  Script config;
};

struct Package {
  std::string name;
  std::string arch = "noarch";  // as Go, RPM or Debian call it
  std::string platform = "linux";
  GivenVersion version;
  std::string section;
  std::string priority;
  std::string maintainer;
  std::string description;
  std::string vendor;
  std::string homepage;
  std::string license;
  Relations relations;
  std::vector<Content> contents;
  Scripts scripts;
  RpmPart rpm;
  DebPart deb;
};

// "amd64", "x86_64" → what RPM or Debian calls it; "all" and "noarch" for what runs anywhere. Others stay as they are.
std::string arch_for(Packager packager, const std::string& arch);

}  // namespace ra::pack
