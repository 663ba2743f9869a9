#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What the metadata of an apt repository say of its packages: paragraphs of the file Packages
// (wiki.debian.org/DebianRepository/Format).
namespace ra::pack {

struct AptPackage {
  std::string name;
  std::string version;
  std::string architecture;
  std::string location;  // below the repository
  std::string sha256;    // empty where another tool has not said it
  std::string stanza;    // all of it, as it was written
};

// A deb file, as far as its metadata say it.
struct DebFile {
  std::string control;
  std::uint64_t size = 0;
  std::string sha256;
};

// Where it lies: "pool/main/g/gateway/gateway_1.0_amd64.deb".
Result<std::string> pool_path(const DebFile& file, const std::string& component, const std::string& name);

// The same that dpkg-scanpackages says, but for the sums that nobody should believe any more (MD5, SHA-1).
Result<AptPackage> apt_package(const DebFile& file, const std::string& location);

Result<std::vector<AptPackage>> parse_packages(std::string_view text);
std::string packages_text(const std::vector<AptPackage>& packages);

// "gateway 3.1.0-1 amd64": there is one of it in a component.
std::string apt_identity(const AptPackage& package);

}  // namespace ra::pack
