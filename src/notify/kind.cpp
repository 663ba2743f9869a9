#include "notify/kind.hpp"

#include <array>

namespace ra::notify {

namespace {

constexpr std::array<Kind, 2> all_kinds{{{"slack", slack_request}, {"webhook", webhook_request}}};

}  // namespace

std::span<const Kind> kinds() { return all_kinds; }

http::Request json_request(const json::Value& body, const std::string& url) {
  http::Request request;
  request.method = http::Method::post;
  request.url = url;
  request.headers.set("Content-Type", "application/json");
  request.body = json::dump(body);
  return request;
}

}  // namespace ra::notify
