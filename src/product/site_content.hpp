#pragma once

#include "base/json.hpp"
#include "http/server.hpp"

#include <memory>
#include <string>

namespace ra::product {

// Something that is made once and given to many: as it is, and compressed for those who take that.
struct SiteContent {
  const char* type = "";
  std::string etag;  // without quotes
  std::shared_ptr<const std::string> plain;
  std::shared_ptr<const std::string> gzip;  // nothing when it would save little
};
SiteContent site_content(std::string text, const char* type);

// Nothing but a head for those who have it already.
http::Reply reply_with(const SiteContent& content, const http::Incoming& request);

// What every answer says: it is nobody's frame, loads nothing of others and tells nobody where it was.
http::Reply guarded(http::Reply reply);

http::Reply json_reply(int status, const json::Value& value);
// {"error": …, "hint": …}, with the status that fits.
http::Reply error_reply(const Error& problem);
http::Reply error_reply(int status, std::string message);

}  // namespace ra::product
