#include "notify/smtp.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/stream.hpp"
#include "http/tls.hpp"
#include "http/unreached.hpp"
#include "http/url.hpp"
#include "notify/smtp_reply.hpp"

#include <fmt/format.h>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace asio = boost::asio;

namespace ra::notify {

namespace {

constexpr std::uint16_t smtps_port = 465;
constexpr std::uint16_t submission_port = 587;

// What it must answer to go on: that a command was done, or that it waits for more of it (RFC 5321 4.2.1).
constexpr int completed = 2;
constexpr int intermediate = 3;

class Session {
 public:
  Session(MailTools tools, MailServer server, SteadyTime deadline)
      : tools_{std::move(tools)}, server_{std::move(server)}, deadline_{deadline}, stream_{tools_.executor} {}

  asio::awaitable<Result<>> open() {
    RA_CO_TRY(co_await connect());
    if (server_.tls_at_once) RA_CO_TRY(co_await secure());
    const std::string nothing;
    RA_CO_TRY(co_await say(nothing, "it"));
    RA_CO_TRY(co_await hello());
    if (server_.tls_at_once) co_return Result<>{};
    if (!offered_.start_tls) {
      if (http::is_loopback(server_.host)) co_return Result<>{};
      co_return error(Errc::config, "it does not offer STARTTLS, and nothing is sent in the clear");
    }
    const std::string start_tls = "STARTTLS\r\n";
    RA_CO_TRY(co_await say(start_tls, "STARTTLS"));
    // RFC 3207: what came before TLS counts for nothing, least of all what came too early.
    if (!stream_.unread.empty()) co_return error(Errc::internal, "it went on talking before TLS began");
    RA_CO_TRY(co_await secure());
    RA_CO_TRY(co_await hello());
    co_return Result<>{};
  }

  asio::awaitable<Result<>> log_in() {
    if (server_.user.empty()) co_return Result<>{};
    const std::string& password = server_.password.reveal();
    if (offered_.plain || !offered_.login) {
      const std::string both = std::string(1, '\0') + server_.user + std::string(1, '\0') + password;
      const std::string plain = "AUTH PLAIN " + base64_of(both) + "\r\n";
      RA_CO_TRY(co_await say(plain, "the password"));
      co_return Result<>{};
    }
    const std::string begin = "AUTH LOGIN\r\n";
    const std::string user = base64_of(server_.user) + "\r\n";
    const std::string secret = base64_of(password) + "\r\n";
    RA_CO_TRY(co_await say(begin, "AUTH LOGIN", intermediate));
    RA_CO_TRY(co_await say(user, "the user", intermediate));
    RA_CO_TRY(co_await say(secret, "the password"));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> hand_over(Envelope envelope, std::string message) {
    const std::string from = fmt::format("MAIL FROM:<{}>\r\n", envelope.from);
    RA_CO_TRY(co_await say(from, "the sender"));
    for (const auto& one : envelope.to) {
      const std::string to = fmt::format("RCPT TO:<{}>\r\n", one);
      RA_CO_TRY(co_await say(to, "a recipient"));
    }
    const std::string data = "DATA\r\n";
    RA_CO_TRY(co_await say(data, "DATA", intermediate));
    const std::string text = stuffed(message);
    RA_CO_TRY(co_await say(text, "the message"));
    const std::string quit = "QUIT\r\n";
    co_await say(quit, "QUIT");  // it has the message already
    co_return Result<>{};
  }

 private:
  // RFC 5321 4.5.2: a line that begins with a dot gets another one, and a dot alone is the end.
  static std::string stuffed(std::string_view message) {
    std::string text;
    for (const auto line : lines(message)) {
      if (line.starts_with('.')) text += '.';
      text += line;
      text += "\r\n";
    }
    return text + ".\r\n";
  }

  asio::awaitable<Result<>> connect() {
    const http::Addresses found = co_await tools_.look_up(server_.host, deadline_);
    if (found.ec) co_return http::lookup_error(found.ec, server_.host, false);
    boost::system::error_code last;
    for (const auto& address : found.all) {
      stream_ = http::Stream{tools_.executor};
      stream_.expires_at(deadline_);
      last = co_await stream_.connect(address, server_.port);
      if (!last) co_return Result<>{};
    }
    co_return http::unreached(fmt::format("connecting to {}:{}", server_.host, server_.port), last);
  }

  asio::awaitable<Result<>> secure() {
    RA_CO_TRY_ASSIGN(tls_, http::make_tls(tools_.ca_file));
    ssl_st* session = stream_.begin_tls(*tls_);
    if (!http::expect_host(session, server_.host)) co_return error(Errc::config, "it has no host name");
    const auto ec = co_await stream_.handshake();
    const std::string where = fmt::format("{}:{}", server_.host, server_.port);
    if (ec) co_return http::handshake_error(session, ec, server_.host, where, false);
    co_return Result<>{};
  }

  asio::awaitable<Result<>> hello() {
    const std::string command = "EHLO [127.0.0.1]\r\n";
    RA_CO_TRY(co_await say(command, "EHLO"));
    offered_ = offers_of(last_);
    co_return Result<>{};
  }

  // `what`: for errors; commands hold passwords.
  asio::awaitable<Result<>> say(std::string command, std::string_view what, int expected = completed) {
    if (!command.empty()) {
      const auto written = co_await stream_.write(command);
      if (written.ec) co_return error(Errc::transient, "the connection broke");
    }
    RA_CO_TRY_ASSIGN(last_, co_await read_reply());
    if (last_.code / 100 == expected) co_return Result<>{};
    const Errc code = last_.code == 535 || last_.code == 530 ? Errc::unauthorized : Errc::internal;
    co_return error(code, fmt::format("it answered {} to {}", last_.code, what));
  }

  asio::awaitable<Result<SmtpReply>> read_reply() {
    for (;;) {
      SmtpRead read = read_smtp_reply(stream_.unread);
      if (read.state == SmtpRead::State::refused) co_return error(Errc::internal, read.why);
      if (read.state == SmtpRead::State::whole) {
        stream_.unread.erase(0, read.size);
        co_return std::move(read.reply);
      }
      const auto got = co_await stream_.read_some();
      if (got.ec) co_return error(Errc::transient, "no answer in time");
    }
  }

  MailTools tools_;
  MailServer server_;
  SteadyTime deadline_;
  http::TlsContext tls_;  // before the stream, which uses it
  http::Stream stream_;
  SmtpReply last_;
  SmtpOffers offered_;
};

}  // namespace

Result<MailServer> parse_mail_server(const std::string& address) {
  const auto url = boost::urls::parse_uri(address);
  const bool known = url && (url->scheme() == "smtp" || url->scheme() == "smtps") && !url->host_address().empty();
  if (!known)
    return error(Errc::config, "it holds no address of a mail server",
                 "such as smtps://user:password@mail.example.org");
  MailServer server;
  server.tls_at_once = url->scheme() == "smtps";
  server.host = lower(std::string{url->host_address()});
  server.port = server.tls_at_once ? smtps_port : submission_port;
  if (url->port_number() > 0) server.port = url->port_number();
  server.user = url->user();
  server.password = Secret{url->password()};
  return server;
}

asio::awaitable<Result<>> send_mail(MailTools tools, MailServer server, Envelope envelope, std::string message,
                                    SteadyTime deadline) {
  Session session{std::move(tools), std::move(server), deadline};
  RA_CO_TRY(co_await session.open());
  RA_CO_TRY(co_await session.log_in());
  RA_CO_TRY(co_await session.hand_over(std::move(envelope), std::move(message)));
  co_return Result<>{};
}

}  // namespace ra::notify
