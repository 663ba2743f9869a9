#pragma once

#include "http/client.hpp"
#include "notify/event.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ra::notify {

// A way to tell somebody: what is sent to the address for some events.
struct Kind {
  std::string_view name;                                                            // as the configuration says it
  http::Request (*request)(std::span<const Event> events, const std::string& url);  // null: it is sent by mail
  std::size_t most = 1;                                                             // events of a message
  Duration pause{0};  // between two messages: what comes meanwhile is told by one
};

// Adding a kind: its .cpp, one line here, one in kind.cpp, and its name in the schema of the configuration.
http::Request webhook_request(const Event& event, const std::string& url);
http::Request slack_request(const Event& event, const std::string& url);
http::Request slack_messages(std::span<const Event> events, const std::string& url);
http::Request mattermost_messages(std::span<const Event> events, const std::string& url);

std::span<const Kind> kinds();

// POST of a JSON value.
http::Request json_request(const json::Value& body, const std::string& url);

}  // namespace ra::notify
