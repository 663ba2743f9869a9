#pragma once

#include "forge/access.hpp"
#include "forge/comments.hpp"
#include "forge/deployments.hpp"
#include "forge/pulls.hpp"
#include "forge/refs.hpp"
#include "forge/releases.hpp"
#include "forge/statuses.hpp"

// Where a repository lives with all that is not in git.
namespace ra::forge {

// One repository on one forge. Implementation: forge/github*.cpp. Every call may fail with the errors of http::Client
// and: unauthorized (this token may not), not_found (it is not there for us), conflict (it is there, and different),
// rate_limited (for longer than we wait). An answer that cannot be read is an error, never a default.
class Forge {
 public:
  virtual ~Forge() = default;
  virtual Pulls& pulls() = 0;
  virtual Comments& comments() = 0;
  virtual Statuses& statuses() = 0;
  virtual Refs& refs() = 0;
  virtual Releases& releases() = 0;
  virtual Deployments& deployments() = 0;
  virtual Access& access() = 0;
};

}  // namespace ra::forge
