#pragma once

#include "base/error.hpp"
#include "pack/entries.hpp"
#include "pack/package.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::pack {

// The file `control` (Debian Policy, chapter 5).
Result<std::string> deb_control(const Package& package, const std::vector<Entry>& entries);

// All files of the control archive, as entries whose content is their text: control, conffiles, md5sums (`md5s`
// holds the digest of each entry, empty for what is no file), scripts, triggers.
Result<std::vector<Entry>> deb_control_files(const Package& package, const std::vector<Entry>& entries,
                                             const std::vector<std::string>& md5s, const std::filesystem::path& folder,
                                             std::int64_t built_at);

}  // namespace ra::pack
