#pragma once

#include "base/random.hpp"
#include "deploy/ledger.hpp"
#include "deploy/outcome.hpp"
#include "deploy/target.hpp"
#include "forge/deployments.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace ra::deploy {

struct DeployOptions {
  bool dry_run = true;
  std::string by;      // who, for the record
  std::string commit;  // for the forge
  std::string link;    // of this run, for the forge
};

// What a deployment is done with.
struct Tools {
  Ledger& ledger;
  http::Client& pages;                  // asked for health: repeats nothing
  forge::Deployments* forge = nullptr;  // none: nobody is told
  Random random;
  DeployOptions options;
};

// Brings one target where it shall be: looks, records, acts, looks at its health, and brings back what was there when
// that is bad. Killed anywhere, the next run of the same version goes on with what is recorded.
boost::asio::awaitable<Outcome> deploy(Target& target, const Access& access, Tools& tools);

}  // namespace ra::deploy
