#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <map>
#include <string>
#include <vector>

// What packages of a kind have in common, so that nobody writes it again: each adds to a description what its kind
// needs. Scripts that a description has itself stay, in place of the template's.
namespace ra::pack {

// A program that systemd runs as a user of its own.
struct ServiceTemplate {
  std::string source;  // a folder with all of it
  std::string home;    // where that goes: /opt/…
  std::string exec;    // the command, with its arguments
  std::string user;
  std::string group;                               // default: as the user
  std::string unit;                                // default: the name of the package
  std::vector<std::string> config;                 // files and folders below `source` that belong to who runs it
  std::vector<std::string> writable;               // folders below `home` that the program writes to
  std::map<std::string, std::string> environment;  // of the unit
};

// Files for a web server.
struct UiTemplate {
  std::string source;
  std::string home;
  std::vector<std::string> config;
  std::string nginx;  // a file for /etc/nginx/conf.d; may be empty
};

// Nothing but other packages, of exactly the same version.
struct MetaTemplate {
  std::vector<std::string> packages;
};

Result<> apply(const ServiceTemplate& service, Packager packager, Package& package);
Result<> apply(const UiTemplate& ui, Package& package);
Result<> apply(const MetaTemplate& meta, Packager packager, Package& package);

}  // namespace ra::pack
