#include "http/outgoing.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace ra::http {

namespace {

// Who gives AWS's credentials to the containers of a machine, on an address that does not leave it
// (docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
bool is_agent(std::string_view host) {
  return host == "169.254.170.2" || host == "169.254.170.23" || host == "fd00:ec2::23";
}

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](const unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

// RFC 9110 8.6: where a body is expected, its absence is said.
bool says_length(const Request& request, std::uint64_t length) {
  return length > 0 || request.method == Method::post || request.method == Method::put;
}

}  // namespace

bool is_secret_header(std::string_view header) {
  const std::string name = lower(header);
  return name == "authorization" || name == "cookie" || name == "x-jfrog-art-api" ||
         name.find("token") != std::string::npos || name.find("api-key") != std::string::npos;
}

Result<> check_outgoing(const Request& request, const Url& url) {
  if (!url.user_info.empty()) {
    return error(Errc::config, "a URL must hold neither a user nor a password", "give the token in its variable");
  }
  for (const auto& [name, value] : request.headers.all()) {
    if (name.empty() || !is_clean(name) || name.find_first_of(": \t") != std::string::npos || !is_clean(value)) {
      return error(Errc::config,
                   fmt::format("the header {} holds a line break or another control character", one_line(name)),
                   "a token must be one line: check how its variable is set");
    }
    if (url.scheme == "http" && !is_loopback(url.host) && !is_agent(url.host) && is_secret_header(name)) {
      return error(Errc::config, fmt::format("{} would go over plain http to {}", name, url.authority()),
                   "use https: tokens are sent in the clear to this machine only");
    }
  }
  return {};
}

Result<std::uint64_t> file_length(const Request& request) {
  if (request.body_file.empty()) return 0U;
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(request.body_file, ec);
  if (ec) return error(Errc::config, fmt::format("cannot read {}: {}", request.body_file.string(), ec.message()));
  const std::uint64_t after = size - std::min<std::uint64_t>(size, request.file_from);
  const std::uint64_t wanted = request.file_bytes.value_or(after);
  if (wanted <= after) return wanted;
  return error(Errc::config, fmt::format("{} is shorter than it was", request.body_file.string()));
}

Result<std::uint64_t> body_length(const Request& request) {
  RA_TRY_ASSIGN(const std::uint64_t file, file_length(request));
  return request.body.size() + file + request.body_end.size();
}

std::string to_text(const Request& request, const Url& url, std::uint64_t length, bool absolute_form,
                    const std::string& user_agent) {
  const std::string target = absolute_form ? fmt::format("http://{}{}", url.authority(), url.target) : url.target;
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", to_string(request.method), target, url.authority());
  if (request.headers.get("User-Agent").empty()) text += fmt::format("User-Agent: {}\r\n", user_agent);
  for (const auto& [name, value] : request.headers.all()) text += fmt::format("{}: {}\r\n", name, value);
  if (says_length(request, length)) text += fmt::format("Content-Length: {}\r\n", length);
  return text + "\r\n" + request.body;
}

}  // namespace ra::http
