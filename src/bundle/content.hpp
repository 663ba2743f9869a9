#pragma once

#include "archive/tree.hpp"
#include "bundle/piece.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ra::bundle {

// A piece that is on this machine now.
struct Here {
  Piece piece;
  std::filesystem::path path;  // a file, or a folder
  std::string name;            // that it has where it comes from
};

// What lies in a bundle. Archives whose content counts are unpacked below `unpacked`, each once, however many bundles
// and folders want it; the entries point there, so it must stay until the bundle is written.
class Content {
 public:
  explicit Content(std::filesystem::path unpacked) : unpacked_{std::move(unpacked)} {}

  // An error (config) names the piece: a file that is none, an archive that is damaged or hostile, a pattern that names
  // nothing in it, two things of one name.
  Result<archive::Tree> of(const Chosen& chosen, const std::vector<Here>& pieces);

 private:
  Result<std::vector<archive::Entry>> entries_of(const Here& here);
  Result<std::filesystem::path> unpack(const Here& here);

  std::filesystem::path unpacked_;
  std::map<std::filesystem::path, std::filesystem::path> done_;  // archive → folder
};

// A folder of a tree as a tree of its own, which begins with its name.
Result<archive::Tree> subtree(const archive::Tree& tree, const std::string& folder);

// The folders of a tree that a pattern names.
std::vector<std::string> folders_named(const archive::Tree& tree, const std::string& pattern);

}  // namespace ra::bundle
