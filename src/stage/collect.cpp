#include "stage/collect.hpp"

#include "base/files.hpp"
#include "base/glob.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace fs = std::filesystem;

Result<std::map<std::string, std::string>> collect(const fs::path& from, const std::vector<std::string>& patterns,
                                                   const fs::path& to) {
  std::map<std::string, std::string> digests;
  std::map<std::string, std::string> origin;
  for (const auto& pattern : patterns) {
    const auto found = glob_files(from, pattern);
    if (found.empty()) {
      return error(Errc::failed_ci, fmt::format("no file matches {}", one_line(pattern, 100)),
                   "stages.collect names the files that the commands of stages.package build");
    }
    for (const auto& path : found) {
      const std::string name = fs::path{path}.filename().string();
      const auto [known, is_new] = origin.try_emplace(name, path);
      if (!is_new && known->second == path) continue;
      if (!is_new) {
        return error(Errc::conflict,
                     fmt::format("{} and {} have the same name", one_line(known->second), one_line(path)),
                     "package files of one release must have names of their own");
      }
      RA_TRY(ra::copy_file(from / path, to / name));
      RA_TRY_ASSIGN(const std::string digest, sha256_of_file(to / name));
      digests[name] = "sha256:" + digest;
    }
  }
  return digests;
}

}  // namespace ra::stage
