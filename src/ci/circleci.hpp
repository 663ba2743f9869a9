#pragma once

#include "base/log.hpp"
#include "base/secret.hpp"
#include "ci/provider.hpp"
#include "http/client.hpp"

#include <memory>
#include <string>

namespace ra::ci {

struct CircleciOptions {
  std::string base_url = "https://circleci.com";  // of the API; a server of one's own has another
  Secret token;                                   // a personal API token
  const Log* log = nullptr;                       // outlives the provider; none: says nothing
};

// CircleCI by its API v2 (and v1.1 for the output of failed steps). A translator only: it asks once
// and says what it got. Retries, pauses and rates are the client's; what an observation means is judge()'s.
// `client` must outlive it.
std::unique_ptr<Provider> make_circleci(http::Client& client, CircleciOptions options);

}  // namespace ra::ci
