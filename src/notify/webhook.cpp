#include "notify/kind.hpp"

// The event as it is, for programs.
namespace ra::notify {

http::Request webhook_request(const Event& event, const std::string& url) { return json_request(to_json(event), url); }

}  // namespace ra::notify
