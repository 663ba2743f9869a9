#pragma once

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace ra::http {

struct RetryPolicy {
  Duration first = std::chrono::milliseconds{500};  // doubled each time, less up to a half by chance
  Duration most = std::chrono::seconds{30};
  Duration patience = std::chrono::minutes{10};  // of one request in all
};

// Repeats what can be repeated without harm. GET and HEAD: errors that are `transient`, and 408, 429, 500,
// 502, 503, 504; so too what says may_repeat. The others: `transient` (nothing was sent) and 429 (it was refused before
// it was done); anything else goes to the caller, who has to look whether it took effect. Never what no waiting mends:
// `config` (no such host, no TLS there) and `unauthorized` (its certificate) are errors at once. Put it around
// rate_limited(), so that each repetition counts. When patience is used up: `rate_limited` after 429, else
// `unavailable`.
std::unique_ptr<Client> retrying(std::unique_ptr<Client> inner, RetryPolicy policy, Sleep sleep, const Clock& clock,
                                 Random random, const Log& log);

// Retry-After (RFC 9110 10.2.3): seconds or a date, which is compared with `now`. Not negative.
// Nothing when it is neither.
std::optional<Duration> parse_retry_after(std::string_view value, WallTime now);

}  // namespace ra::http
