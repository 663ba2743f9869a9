#pragma once

#include "http/client.hpp"

#include <memory>

namespace ra::http {

// Follows the redirects of GET and HEAD, at most ten. Another host gets no Authorization, and https leads to no plain
// http. What redirects once more, or nowhere, is an error (`unavailable`). Put it around retrying(), so that what is
// repeated is the request that failed.
std::unique_ptr<Client> following(std::unique_ptr<Client> inner);

}  // namespace ra::http
