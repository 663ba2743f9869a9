#pragma once

#include "base/secret.hpp"
#include "http/server.hpp"

#include <optional>
#include <string>
#include <vector>

// Who may ask the site for what. Decides; asks nobody.
namespace ra::product {

struct SiteGuard {
  // By which names it is known; empty: by any. A page of somebody else whose name suddenly leads to this machine
  // (DNS rebinding) is turned away by it.
  std::vector<std::string> hosts;
  std::vector<std::string> origins;  // of pages that may decide, besides the one that was asked
  Secret token;                      // of those who may decide; empty: nobody may
  bool is_private = false;           // and of those who may look
};

// The guard of a site that listens there, and that people know as `url` ("": as nothing else).
SiteGuard site_guard(const http::Endpoint& at, std::string_view url);

// Why it is not answered, if so: to look, and to decide.
std::optional<http::Reply> refused_to_look(const SiteGuard& guard, const http::Incoming& request);
std::optional<http::Reply> refused_to_decide(const SiteGuard& guard, const http::Incoming& request);

}  // namespace ra::product
