#pragma once

#include "forge/forge.hpp"
#include "github/api.hpp"

#include <memory>

namespace ra::forge {

// github.com and GitHub Enterprise Server. `repository`: owner/name.
Result<std::unique_ptr<Forge>> make_github(http::Client& client, std::string repository, github::ApiOptions options,
                                           http::Sleep sleep, const Clock& clock);

}  // namespace ra::forge
