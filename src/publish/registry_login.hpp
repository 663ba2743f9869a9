#pragma once

#include "base/environment.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "oci/credentials.hpp"

namespace ra::publish {

// Who asks a registry where nobody has said so: what `docker login` has left; at Amazon ECR a password of half a day,
// for AWS's credentials.
oci::AskCredentials registry_login(http::Client& client, const Environment& environment, const Clock& clock);

}  // namespace ra::publish
