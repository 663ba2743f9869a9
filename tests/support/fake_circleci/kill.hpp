#pragma once

#include <filesystem>

namespace ra::test::fake {

// SIGKILLs the process whose id is in the file, with its children when `tree`, and waits until it is really
// gone, so that it cannot see what happens next. Says false when there was nobody to kill.
bool kill_client(const std::filesystem::path& pid_file, bool tree);

}  // namespace ra::test::fake
