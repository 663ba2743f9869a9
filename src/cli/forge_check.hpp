#pragma once

#include "base/environment.hpp"
#include "forge/forge.hpp"
#include "model/finding.hpp"
#include "model/plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ra::cli {

// The status that a branch rule can require: set by every dry run.
inline constexpr const char* dry_run_status = "release-action/dry-run";

// owner/name of the release repository: the event's on a CI, else that of the remote when it is on the forge that
// GITHUB_SERVER_URL names. "" when it is on none, or
// the code is a stranger's.
std::string forge_repository(const Environment& environment, const std::string& remote_url);

// What the forge has to say of a release: may the token do its work, do the rules of the branch hold the gate shut, is
// the release still to be made? Reads only.
boost::asio::awaitable<std::vector<model::Finding>> check_forge(forge::Forge& forge, const model::Plan& plan);

}  // namespace ra::cli
