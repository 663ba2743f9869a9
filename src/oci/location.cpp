#include "oci/location.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace ra::oci {

Result<std::string> location_of(const std::string& from, std::string_view location) {
  RA_TRY_ASSIGN(const http::Url before, http::parse_url(from));
  const std::string root = before.scheme + "://" + before.authority();
  std::string to{location};
  if (location.starts_with("//")) {
    to = before.scheme + ":" + to;
  } else if (location.starts_with('/')) {
    to = root + to;
  } else if (const auto scheme = location.find("://");
             scheme == location.npos || location.find_first_of("/?") < scheme) {
    const std::string path = before.target.substr(0, before.target.find('?'));
    to = root + path.substr(0, path.rfind('/') + 1) + to;
  }
  const auto after = http::parse_url(to);
  const bool fits = !location.empty() && after && !(before.scheme == "https" && after->scheme != "https");
  if (fits) return to;
  return error(Errc::unavailable, fmt::format("{} sends us to `{}`, where nobody goes", http::redact_url(from),
                                              one_line(http::redact_url(location), 200)));
}

std::string with_query(std::string url, std::string_view name, std::string_view value) {
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url + std::string{name} + "=" + http::percent_encode(value);
}

}  // namespace ra::oci
