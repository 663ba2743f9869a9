#include "product/wake.hpp"

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/same_secret.hpp"
#include "base/text.hpp"
#include "product/site_content.hpp"

#include <algorithm>

namespace ra::product {

namespace {

constexpr std::size_t depth_of_events = 20;

bool may_wake(const http::Incoming& request, const Secret& secret) {
  if (secret.empty()) return true;
  const std::string good = "sha256=" + hex_of(hmac_sha256(secret.reveal(), request.body));
  if (same_secret(lower(request.headers.get(wake_signature)), good)) return true;
  constexpr std::string_view bearer = "bearer ";
  const std::string_view given = request.headers.get("authorization");
  return lower(given.substr(0, bearer.size())) == bearer &&
         same_secret(trim(given.substr(bearer.size())), secret.reveal());
}

// A registry tells of what is read, too, and of our own reading first of all: who looked at that would never end. What
// is no list of events is a reason to look, whatever it is.
bool changes_nothing(const std::string& body) {
  const auto told = json::parse(body, {.max_depth = depth_of_events});
  if (!told) return false;
  const auto& events = (*told)["events"].items();
  const auto changes = [](const json::Value& event) {
    const std::string& action = event["action"].as_string();
    return action == "push" || action == "delete";
  };
  return !events.empty() && std::ranges::none_of(events, changes);
}

}  // namespace

http::Reply wake(const http::Incoming& request, const Secret& secret, Wakeup& wakeup) {
  if (request.path != "/wake") return error_reply(404, "there is only /wake");
  if (request.method != "POST") {
    http::Reply reply = error_reply(405, "it is told by POST");
    reply.headers.set("Allow", "POST");
    return reply;
  }
  if (!may_wake(request, secret)) return error_reply(401, "it is not signed by the secret");
  if (changes_nothing(request.body)) return http::text_reply(204, "");
  wakeup.ring();
  return http::text_reply(202, "");
}

}  // namespace ra::product
