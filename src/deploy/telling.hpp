#pragma once

#include "deploy/record.hpp"
#include "forge/deployments.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace ra::deploy {

struct Told {
  const Record& record;
  std::string commit;
  std::string link;
  std::string text;
};

// The forge's deployment of this attempt gets that state: found again by what it is called, and made where it is not.
// What it says already is not said again.
boost::asio::awaitable<Result<>> tell_forge(forge::Deployments& deployments, const Told& told,
                                            forge::DeploymentState state);

}  // namespace ra::deploy
