#pragma once

#include "base/error.hpp"
#include "notify/event.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::notify {

// A notice that did not reach its destination: a line of .release-action/notices.ndjson.
struct LostNotice {
  std::string destination;  // its name in the configuration
  Event event;
};

Result<> note_lost(const std::filesystem::path& file, const LostNotice& notice);

// In the order in which they were lost; none when there is no file.
Result<std::vector<LostNotice>> lost_notices(const std::filesystem::path& file);

// Those that are still lost.
Result<> write_lost(const std::filesystem::path& file, const std::vector<LostNotice>& notices);

}  // namespace ra::notify
