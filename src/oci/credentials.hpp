#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ra::oci {

// Who asks a registry. With the user "<token>" the password is a refresh token, as Docker's helpers say it.
struct Credentials {
  std::string user;
  Secret password;
};

// Says who asks a registry, by its host; nothing: nobody in particular. Registries that give passwords for some hours,
// as ECR does, have one of their own: put it before
// the others with either().
using AskCredentials = std::function<boost::asio::awaitable<Result<std::optional<Credentials>>>(std::string registry)>;

AskCredentials nobody();
// Of one registry alone: no other is ever told them.
AskCredentials these(std::string registry, Credentials credentials);

// What `docker login` has left in config.json: credHelpers, credsStore (by the program docker-credential-NAME) or
// auths. In `DOCKER_CONFIG`, else in ~/.docker.
AskCredentials docker_config(const Environment& environment);

// The first of them that knows one; an error ends it.
AskCredentials either(AskCredentials first, AskCredentials second);

// What stands in a config.json for that registry, without asking any program.
struct Configured {
  std::string helper;  // to be asked; empty: none
  std::optional<Credentials> credentials;
};
Result<Configured> configured(std::string_view config, std::string_view registry);

}  // namespace ra::oci
