#pragma once

#include "deploy/health.hpp"
#include "deploy/target.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::deploy {

// check_health(), told to the log of a deployment, with nothing secret in it.
boost::asio::awaitable<HealthReport> check_health(http::Client& pages, const Access& access, const model::Probe& probe);

}  // namespace ra::deploy
