#pragma once

#include "base/secret.hpp"
#include "base/wakeup.hpp"
#include "http/server.hpp"

namespace ra::product {

// Who is woken again and again looks no oftener than so.
inline constexpr Duration between_looks = std::chrono::seconds{1};

// The header of our own webhooks (notify/notifier.hpp): sha256=HEX, HMAC of the body by the secret.
inline constexpr const char* wake_signature = "X-Release-Action-Signature-256";

// POST /wake: somebody says that there is something new, such as a registry by its notifications, or a webhook of ours.
// What it says is not believed; it only makes us look (202), unless a registry tells of nothing that was put in or
// taken out (204). With a secret, it must be signed by it or come with it as a bearer token, as registries can.
http::Reply wake(const http::Incoming& request, const Secret& secret, Wakeup& wakeup);

}  // namespace ra::product
