#include "notify/kind.hpp"

#include <array>

namespace ra::notify {

namespace {

// docs.slack.dev, "Rate limits": a message a second for each webhook.
constexpr std::size_t lines_of_a_message = 20;
constexpr std::chrono::seconds between_messages{1};

http::Request one_event(std::span<const Event> events, const std::string& url) {
  return webhook_request(events.front(), url);
}

constexpr std::array<Kind, 4> all_kinds{{{"email", nullptr, lines_of_a_message, between_messages},
                                         {"mattermost", mattermost_messages, lines_of_a_message, between_messages},
                                         {"slack", slack_messages, lines_of_a_message, between_messages},
                                         {"webhook", one_event}}};

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
