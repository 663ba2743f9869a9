#pragma once

#include "pack/package.hpp"

#include <string>
#include <vector>

namespace ra::pack {

struct ServiceFacts {
  std::string package;
  std::string version;  // as Debian writes it, which `sort -V` sorts, too
  std::string home;
  std::string user;
  std::string group;
  std::string unit;
};

struct ServiceScripts {
  std::string preinstall;
  std::string postinstall;
  std::string preremove;
  std::string postremove;
  std::vector<std::string> needs;  // what they call
};

// The user is made and never removed, since files may be left that are his. Nothing starts by itself; what runs is
// restarted after an upgrade and stopped before a removal. An older version is refused over a newer one, as data may
// have been migrated, unless somebody has made HOME/.allow-downgrade. None of it needs systemd to be running.
ServiceScripts service_scripts(Packager packager, const ServiceFacts& facts);

// Which version is installed: what the script of the next one reads.
std::string version_file(const std::string& home);

}  // namespace ra::pack
