#pragma once

#include <filesystem>

namespace ra::ci {

// What the hidden command `release-action local-run FOLDER` does: runs the pipeline that the `local` provider
// wrote into the folder, and keeps its state.json. Blocks until the pipeline is over; to be called from a process
// of its own with one thread. Gives the exit code: 0 when the pipeline ran to an end, green or red.
int run_local_pipeline(const std::filesystem::path& folder);

}  // namespace ra::ci
