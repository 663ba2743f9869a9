#pragma once

#include "archive/archive_file.hpp"
#include "archive/packed_members.hpp"
#include "archive/tree.hpp"
#include "base/time.hpp"
#include "bundle/piece.hpp"
#include "model/artifact.hpp"

#include <filesystem>
#include <vector>

namespace ra::bundle {

// Writes the bundle, and those that are split off, into `folder`, each with its sums beside it (.md5, .sha1,
// .sha512sum). `time` is that of every member. What `packed` knows of earlier bundles, zip files take over.
Result<std::vector<model::Artifact>> write(const Chosen& chosen, const archive::Tree& tree,
                                           const std::filesystem::path& folder, WallTime time,
                                           archive::PackedMembers& packed);

}  // namespace ra::bundle
