#pragma once

#include "logs/receiver.hpp"

namespace ra::logs {

// By its key, else by user and password, else as nobody.
void authorize(http::Request& request, const ElasticsearchAccess& access);

}  // namespace ra::logs
