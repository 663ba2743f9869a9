#pragma once

#include "aws/sigv4.hpp"
#include "base/environment.hpp"
#include "http/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

// Temporary credentials, fetched for something that this machine has.
namespace ra::aws {

// A role, and the file of a token that it trusts (OpenID Connect, as CI systems have it).
struct WebIdentity {
  std::string role;
  std::string token_file;
  std::string session;  // its name in AWS's records
  std::string region;
};
boost::asio::awaitable<Result<Credentials>> assume_role(http::Client& client, const Environment& environment,
                                                        WebIdentity identity);

// Of the container or pod that we run in: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, …_FULL_URI. Nothing where there is
// none.
boost::asio::awaitable<Result<std::optional<Credentials>>> of_container(http::Client& client,
                                                                        const Environment& environment);

}  // namespace ra::aws
