#pragma once

#include "base/time.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"

#include <memory>

namespace ra::http {

// Holds requests back so that in any time t at most rate × t + burst go out, burst = max(1, rate):
// a token bucket, first come first served. No limit when the rate is not above 0.
std::unique_ptr<Client> rate_limited(std::unique_ptr<Client> inner, double requests_per_second, Sleep sleep,
                                     const Clock& clock);

}  // namespace ra::http
