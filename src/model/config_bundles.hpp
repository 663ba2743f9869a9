#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// Archives that are made of many parts: the sections "bundles" and "maven" of release-action.json.
namespace ra::model {

struct MavenRepository {
  std::string url;
  std::string user_variable;  // names of environment variables; empty: nobody asks who reads
  std::string password_variable;
};

// Something that goes into a bundle, or one such thing for each component that `components` names.
struct BundlePart {
  enum class From { file, folder, url, maven };
  From from = From::file;
  std::string what;                     // path, URL or coordinates group:artifact:version[:packaging[:classifier]]
  std::vector<std::string> components;  // name patterns; one with ! takes away. Empty: it hangs on none
  std::vector<std::string> to{""};      // folders in the bundle; "" is its root
  std::string rename;                   // empty: the file keeps its name
  bool extract = false;                 // put in what it holds, not itself
  std::size_t strip = 0;                // of what it holds: so many folders taken off
  std::vector<std::string> only;        // of what it, or the folder, holds: these paths
  std::string checksum;                 // "sha256:…"; "none": it has none; empty: the file that lies beside it says
};

struct Bundle {
  std::string name;
  std::string file;     // of it, as it is written: *.zip, *.tar.gz, *.tar.zst
  std::string base;     // name of the bundle whose parts come first
  std::string edition;  // empty: the configuration's. With "ee" the manifest's eecomponents count too
  std::vector<BundlePart> parts;
  std::vector<std::string> folders;            // that are there though nothing is in them
  std::map<std::string, std::uint32_t> modes;  // of the paths that a pattern names
  std::vector<std::string> holds{"*"};         // the components that must be in it: name patterns
  std::vector<std::string> split;              // folders, as patterns, of which each is an archive of its own besides
  std::string previous;                        // URL or path of the last release's, to compare the size with
};

// What may stand in braces in a bundle's texts, and in those of a part that hangs on components.
const std::vector<std::string>& bundle_placeholders();
const std::vector<std::string>& component_placeholders();

}  // namespace ra::model
