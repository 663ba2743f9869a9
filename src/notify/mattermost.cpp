#include "notify/kind.hpp"

// A message for Mattermost's incoming webhooks: as Slack's, but its text is Markdown.
namespace ra::notify {

namespace {

// What a stranger wrote must not format anything, nor call anybody (@channel): what has a meaning gets a backslash, and
// after an @ stands a space of no width.
std::string as_markdown(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]()#+-!|<>~:";
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
    if (c == '@') result += "\u200b";
  }
  return result;
}

}  // namespace

http::Request mattermost_messages(std::span<const Event> events, const std::string& url) {
  std::string text;
  for (const auto& event : events) {
    if (!text.empty()) text += '\n';
    text += as_markdown(line_of(event));
    // An address with a bracket or a blank in it would end the link early.
    if (!event.link.empty() && event.link.find_first_of("() \t<>") == std::string::npos)
      text += " [open](" + event.link + ")";
  }
  auto body = json::Value::object();
  body.set("text", text);
  return json_request(body, url);
}

}  // namespace ra::notify
