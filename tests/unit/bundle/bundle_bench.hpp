#pragma once

#include "bundle/content.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <string>
#include <vector>

namespace ra::test {

inline model::Manifest manifest_of(const std::string& version,
                                   const std::vector<std::pair<const char*, const char*>>& components) {
  model::Manifest manifest;
  manifest.file = "release.json";
  manifest.version = version;
  for (const auto& [name, of] : components) manifest.components.push_back({.name = name, .version = of, .since = {}});
  return manifest;
}

inline model::BundlePart part_of(model::BundlePart::From from, const std::string& what) {
  model::BundlePart part;
  part.from = from;
  part.what = what;
  return part;
}

inline std::vector<std::string> names_in(const archive::Tree& tree) {
  std::vector<std::string> names;
  for (const auto& entry : tree.entries())
    names.push_back(entry.name + (entry.kind == archive::Kind::folder ? "/" : ""));
  return names;
}

// Files to make bundles of.
struct BundleBench {
  TemporaryFolder folder;
  bundle::Chosen chosen;
  std::vector<bundle::Here> pieces;
  bundle::Content content{folder.path() / "unpacked"};

  BundleBench() { chosen.file = "x.zip"; }

  std::filesystem::path file(const std::string& name, const std::string& text = "x") const {
    const auto path = folder.path() / "in" / name;
    if (!write_file(path, text)) throw std::runtime_error("not written: " + name);
    return path;
  }

  model::BundlePart& add(const std::filesystem::path& path,
                         model::BundlePart::From from = model::BundlePart::From::file) {
    bundle::Here here;
    here.piece.part = part_of(from, path.filename().string());
    here.path = path;
    here.name = path.filename().string();
    pieces.push_back(here);
    return pieces.back().piece.part;
  }

  Result<archive::Tree> tree() {
    chosen.pieces.clear();
    for (const auto& here : pieces) chosen.pieces.push_back(here.piece);
    return content.of(chosen, pieces);
  }
};

}  // namespace ra::test
