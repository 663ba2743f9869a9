#include "product/site_guard.hpp"

#include "base/base64.hpp"
#include "base/same_secret.hpp"
#include "base/text.hpp"
#include "http/url.hpp"
#include "product/site_content.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

bool one_of(const std::vector<std::string>& all, std::string_view wanted) {
  return std::ranges::find(all, wanted) != all.end();
}

bool has_bearer(const SiteGuard& guard, const http::Incoming& request) {
  constexpr std::string_view bearer = "bearer ";
  const std::string_view given = request.headers.get("authorization");
  if (guard.token.empty() || lower(given.substr(0, bearer.size())) != bearer) return false;
  return same_secret(trim(given.substr(bearer.size())), guard.token.reveal());
}

// As browsers ask people: any user, and the token as the password. Good for looking alone, for a browser sends it along
// with whatever any page makes it ask.
bool has_password(const SiteGuard& guard, const http::Incoming& request) {
  constexpr std::string_view basic = "basic ";
  const std::string_view given = request.headers.get("authorization");
  if (guard.token.empty() || lower(given.substr(0, basic.size())) != basic) return false;
  const auto text = from_base64(trim(given.substr(basic.size())));
  if (!text) return false;
  const std::size_t colon = text->find(':');
  return colon != std::string::npos && same_secret(std::string_view{*text}.substr(colon + 1), guard.token.reveal());
}

std::optional<http::Reply> wrong_host(const SiteGuard& guard, const http::Incoming& request) {
  if (guard.hosts.empty() || one_of(guard.hosts, request.host)) return {};
  return error_reply(421, "this is not known as " + one_line(request.host, 100) +
                              ": set `products.serve.url` to the address that people use");
}

http::Reply who_are_you(const char* scheme) {
  http::Reply reply = error_reply(401, "the token is missing or wrong");
  reply.headers.set("WWW-Authenticate", std::string{scheme} + " realm=\"products\"");
  return reply;
}

// A page that is not ours makes browsers of people who may decide ask for it; these say where it comes from.
bool of_another_page(const SiteGuard& guard, const http::Incoming& request) {
  const std::string_view from = request.headers.get("sec-fetch-site");
  if (!from.empty() && from != "same-origin" && from != "none") return true;
  const std::string origin = lower(request.headers.get("origin"));
  if (origin.empty() || one_of(guard.origins, origin)) return false;
  return origin != "http://" + request.host;
}

}  // namespace

SiteGuard site_guard(const http::Endpoint& at, std::string_view url) {
  SiteGuard guard;
  const auto parsed = http::parse_url(url);
  const std::string own = parsed ? lower(parsed->authority()) : "";
  if (!own.empty()) guard.origins.push_back(fmt::format("{}://{}", parsed->scheme, own));
  if (at.address.is_loopback()) {
    for (const char* name : {"127.0.0.1", "localhost", "[::1]"})
      guard.hosts.push_back(fmt::format("{}:{}", name, at.port));
  } else if (!own.empty()) {
    guard.hosts.push_back(at.text());
  }
  if (!own.empty()) guard.hosts.push_back(own);
  return guard;
}

std::optional<http::Reply> refused_to_look(const SiteGuard& guard, const http::Incoming& request) {
  if (auto refused = wrong_host(guard, request)) return refused;
  if (!guard.is_private || has_bearer(guard, request) || has_password(guard, request)) return {};
  return who_are_you("Basic");
}

std::optional<http::Reply> refused_to_decide(const SiteGuard& guard, const http::Incoming& request) {
  if (auto refused = wrong_host(guard, request)) return refused;
  if (guard.token.empty())
    return error_reply(403, "nobody may decide here: `products.serve.tokenEnv` names no variable that holds a token");
  if (of_another_page(guard, request)) return error_reply(403, "it was asked for by a page of somebody else");
  if (!has_bearer(guard, request)) return who_are_you("Bearer");
  const std::string type = lower(request.headers.get("content-type"));
  if (trim(type.substr(0, type.find(';'))) != "application/json")
    return error_reply(415, "it must be told as application/json");
  return {};
}

}  // namespace ra::product
