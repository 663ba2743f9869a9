#include "notify/kind.hpp"

#include <fmt/format.h>

// A message as Slack's incoming webhooks take it, and what is compatible with them.
namespace ra::notify {

namespace {

// docs.slack.dev, "Formatting message text": these three are for control, so that nobody is called (<!channel>) by what
// a stranger wrote.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

http::Request slack_request(const Event& event, const std::string& url) { return slack_messages({&event, 1}, url); }

http::Request slack_messages(std::span<const Event> events, const std::string& url) {
  std::string text;
  for (const auto& event : events) {
    if (!text.empty()) text += '\n';
    text += escaped(line_of(event));
    if (!event.link.empty()) text += fmt::format(" <{}|open>", escaped(event.link));
  }
  auto body = json::Value::object();
  body.set("text", text);
  return json_request(body, url);
}

}  // namespace ra::notify
