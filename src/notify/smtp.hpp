#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/lookup.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ra::notify {

// A server that takes mail: smtps://user:password@host:465 (TLS at once), or smtp://… (STARTTLS, which it must offer
// unless it is this machine).
struct MailServer {
  bool tls_at_once = false;
  std::string host;
  std::uint16_t port = 0;
  std::string user;
  Secret password;
};
Result<MailServer> parse_mail_server(const std::string& address);

struct Envelope {
  std::string from;
  std::vector<std::string> to;
};

struct MailTools {
  boost::asio::any_io_executor executor;
  std::string ca_file;  // empty: the usual place
  http::LookUp look_up = http::look_up_by_system;
};

// Hands a message over, RFC 5321: EHLO, STARTTLS (RFC 3207), AUTH PLAIN or LOGIN (RFC 4954), MAIL, RCPT, DATA. Errors
// hold what the server said, and nothing secret.
boost::asio::awaitable<Result<>> send_mail(MailTools tools, MailServer server, Envelope envelope, std::string message,
                                           SteadyTime deadline);

}  // namespace ra::notify
