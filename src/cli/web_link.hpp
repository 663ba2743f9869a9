#pragma once

#include <string>
#include <string_view>

namespace ra::cli {

// The page of a git remote: git@host:org/repo.git and https://host/org/repo.git → https://host/org/repo.
// "" for a path on this machine.
std::string web_link(std::string_view remote);

}  // namespace ra::cli
