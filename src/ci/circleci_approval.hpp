#pragma once

#include "base/secret.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ra::ci {

struct CircleciApprovals {
  std::string base_url = "https://circleci.com";
  Secret token;
  std::string workflow;  // its id
  std::string job;       // of type approval, by its name
};

// The ids of those who have pressed its button in this workflow: one, or none. `not_found` when the workflow has no
// approval job of that name: nobody could ever approve there. `client` is used until the end.
boost::asio::awaitable<Result<std::vector<std::string>>> circleci_approvals(http::Client& client,
                                                                            CircleciApprovals wanted);

}  // namespace ra::ci
