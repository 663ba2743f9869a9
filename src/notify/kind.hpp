#pragma once

#include "http/client.hpp"
#include "notify/event.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ra::notify {

// A way to tell somebody: what is sent to the address for an event.
struct Kind {
  std::string_view name;  // as the configuration says it
  http::Request (*request)(const Event& event, const std::string& url);
};

// Adding a kind: its .cpp, one line here, one in kind.cpp, and its name in the schema of the configuration.
http::Request webhook_request(const Event& event, const std::string& url);
http::Request slack_request(const Event& event, const std::string& url);

std::span<const Kind> kinds();

// POST of a JSON value.
http::Request json_request(const json::Value& body, const std::string& url);

}  // namespace ra::notify
