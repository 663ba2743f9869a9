#include "http/outgoing.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace ra::http {

namespace {

bool is_secret(std::string_view header) {
  const std::string name = lower(header);
  return name == "authorization" || name == "cookie" || name.find("token") != std::string::npos ||
         name.find("api-key") != std::string::npos;
}

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](const unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

// A body that may be empty still has its length: servers wait for one.
bool carries_a_body(Method method) { return method == Method::post || method == Method::put || method == Method::patch; }

}  // namespace

Result<> may_be_sent(const Request& request, const Url& url) {
  if (!url.user_info.empty()) {
    return error(Errc::config, "a URL must hold neither a user nor a password", "give the token in its variable");
  }
  for (const auto& [name, value] : request.headers.all()) {
    if (name.empty() || !is_clean(name) || name.find_first_of(": \t") != std::string::npos || !is_clean(value)) {
      return error(Errc::config,
                   fmt::format("the header {} holds a line break or another control character", one_line(name)),
                   "a token must be one line: check how its variable is set");
    }
    if (url.scheme == "http" && !is_loopback(url.host) && is_secret(name)) {
      return error(Errc::config, fmt::format("{} would go over plain http to {}", name, url.authority()),
                   "use https: tokens are sent in the clear to this machine only");
    }
  }
  return {};
}

std::string head_of(const Request& request, const Url& url, std::uint64_t length, bool absolute_form,
                    const std::string& user_agent) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", to_string(request.method),
                                 absolute_form ? fmt::format("http://{}{}", url.authority(), url.target) : url.target,
                                 url.authority());
  if (request.headers.get("User-Agent").empty()) head += fmt::format("User-Agent: {}\r\n", user_agent);
  for (const auto& [name, value] : request.headers.all()) head += fmt::format("{}: {}\r\n", name, value);
  if (length > 0 || carries_a_body(request.method)) head += fmt::format("Content-Length: {}\r\n", length);
  return head + "\r\n";
}

Result<std::uint64_t> length_of(const Request& request) {
  if (request.body_file.empty()) return request.body.size();
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(request.body_file, ec);
  if (!ec) return size;
  return error(Errc::config, fmt::format("cannot read {}: {}", request.body_file.string(), ec.message()));
}

}  // namespace ra::http
