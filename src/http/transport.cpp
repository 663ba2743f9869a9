#include "http/transport.hpp"

#include "base/nothrow.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/idle_pool.hpp"
#include "http/url.hpp"

#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace ra::http {

namespace {

using Message = beast::http::request<beast::http::string_body>;

// A TCP connection, with TLS on it when the URL says https.
struct Connection {
  explicit Connection(const asio::any_io_executor& executor) : tcp{executor} {}

  beast::tcp_stream tcp;
  std::optional<ssl::stream<beast::tcp_stream&>> tls;
  beast::flat_buffer buffer;  // read, but not yet used
};

// The server said something or went away while nobody asked: not a connection to write on.
bool is_dead(Connection& connection) {
  char byte = 0;
  const auto n = ::recv(connection.tcp.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

bool is_repeatable(Method method) { return method == Method::get || method == Method::head; }

// --- TLS -----------------------------------------------------------------------------------

// Where Debian and Ubuntu, Fedora and RHEL, Alpine and the BSDs keep them (Go: crypto/x509 root_linux.go).
constexpr std::array usual_ca_files{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                    "/etc/ssl/cert.pem"};

Result<std::string> find_ca_file(const std::string& given) {
  if (!given.empty()) return given;
  for (const char* path : usual_ca_files) {
    if (::access(path, R_OK) == 0) return path;
  }
  return error(Errc::config, "no CA certificates are on this machine",
               "set SSL_CERT_FILE to a PEM file with them, or install the package ca-certificates");
}

Result<std::unique_ptr<ssl::context>> make_tls(const std::string& ca_file) {
  RA_TRY_ASSIGN(const std::string path, find_ca_file(ca_file));
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context->native_handle());
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // A CA file may hold an intermediate alone, as for curl.
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  context->set_verify_mode(ssl::verify_peer);
  error_code ec;
  context->load_verify_file(path, ec);
  if (!ec) return context;
  return error(Errc::config, fmt::format("cannot read CA certificates from {}: {}", path, ec.message()),
               "SSL_CERT_FILE must name a readable PEM file");
}

// What the peer has to prove. False when OpenSSL takes no such name.
bool expect_host(SSL* session, const std::string& host) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(session);
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  // SSL_set_tlsext_host_name() written out: the macro casts as C does.
  void* name = const_cast<char*>(host.c_str());
  return SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1 &&
         X509_VERIFY_PARAM_set1_host(rules, host.data(), host.size()) == 1;
}

Error certificate_error(long verdict, const std::string& host) {
  constexpr auto trust_hint = "set SSL_CERT_FILE to a PEM file with the authority that signed it";
  const auto say = [&host](std::string_view what, std::string_view hint) {
    return error(Errc::unauthorized, fmt::format("the certificate of {} {}", host, what), std::string{hint});
  };
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return say("has expired", "it must be renewed; is the clock of this machine right?");
    case X509_V_ERR_CERT_NOT_YET_VALID: return say("is not valid yet", "is the clock of this machine right?");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return say("is for another host: the host name does not match", "check the host in the URL");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return say("is self-signed and not trusted", trust_hint);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return say("is signed by an authority that is not trusted", trust_hint);
    default: return say(fmt::format("is not good: {}", X509_verify_cert_error_string(verdict)), trust_hint);
  }
}

// --- Connecting: whatever fails here, the server saw nothing of the request ------------------

Error unreached(std::string_view what, const error_code& ec) {
  if (ec == asio::error::operation_aborted) return error(Errc::cancelled, fmt::format("{}: cancelled", what));
  const std::string why = ec == beast::error::timeout ? "it took too long" : ec.message();
  return error(Errc::transient, fmt::format("{}: {}", what, why),
               "check the address and the network; HTTPS_PROXY names a proxy where one is needed");
}

// Asio cannot stop a name lookup that has begun; this leaves it behind at the deadline.
struct Lookup {
  Lookup(const asio::any_io_executor& executor, SteadyTime deadline) : resolver{executor}, done{executor, deadline} {}

  tcp::resolver resolver;
  asio::steady_timer done;
  error_code ec = beast::error::timeout;
  std::vector<tcp::endpoint> endpoints;
};

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(asio::any_io_executor executor, std::string host,
                                                            std::uint16_t port, SteadyTime deadline) {
  error_code not_an_address;
  const auto address = asio::ip::make_address(host, not_an_address);
  if (!not_an_address) co_return std::vector<tcp::endpoint>{tcp::endpoint{address, port}};
  const auto lookup = std::make_shared<Lookup>(executor, deadline);
  lookup->resolver.async_resolve(host, std::to_string(port), [lookup](error_code ec, const auto& results) {
    lookup->ec = ec;
    for (const auto& entry : results) lookup->endpoints.push_back(entry.endpoint());
    lookup->done.cancel();
  });
  co_await lookup->done.async_wait(nothrow);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) lookup->ec = asio::error::operation_aborted;
  if (!lookup->ec) co_return lookup->endpoints;
  lookup->resolver.cancel();
  co_return unreached(fmt::format("looking up {}", host), lookup->ec);
}

asio::awaitable<Result<std::unique_ptr<Connection>>> dial(asio::any_io_executor executor, const Url& to, Duration each,
                                                          SteadyTime deadline, const Clock& clock) {
  auto endpoints = co_await resolve(executor, to.host, to.port, deadline);
  if (!endpoints) co_return std::move(endpoints).error();
  error_code last = asio::error::host_not_found;
  for (const tcp::endpoint& endpoint : *endpoints) {
    auto connection = std::make_unique<Connection>(executor);
    connection->tcp.expires_at(std::min(deadline, clock.steady() + each));
    const auto [ec] = co_await connection->tcp.async_connect(endpoint, nothrow);
    last = ec;
    if (!ec) {
      error_code ignored;
      connection->tcp.socket().set_option(tcp::no_delay{true}, ignored);
      connection->tcp.expires_at(deadline);
      co_return connection;
    }
    if (ec == asio::error::operation_aborted || clock.steady() >= deadline) break;
  }
  co_return unreached(fmt::format("connecting to {}", to.authority()), last);
}

std::string basic_credentials(const std::string& user_info) {
  std::vector<unsigned char> text(4 * ((user_info.size() + 2) / 3) + 1);
  std::vector<unsigned char> raw{user_info.begin(), user_info.end()};
  const int n = EVP_EncodeBlock(text.data(), raw.data(), static_cast<int>(raw.size()));
  return "Basic " + std::string{text.begin(), text.begin() + n};
}

Error proxy_refusal(const Url& proxy, unsigned status) {
  const std::string text = fmt::format("the proxy {} refuses the connection with {}", proxy.authority(), status);
  if (status == 407) return error(Errc::unauthorized, text, "set HTTPS_PROXY to http://user:password@host:port");
  if (status < 500) return error(Errc::unauthorized, text, "let it pass this host, or name the host in NO_PROXY");
  return error(Errc::transient, text);
}

asio::awaitable<Result<>> tunnel(Connection& connection, const Url& proxy, const Url& to, std::string user_agent) {
  const std::string host = to.host.find(':') == std::string::npos ? to.host : fmt::format("[{}]", to.host);
  beast::http::request<beast::http::empty_body> request{beast::http::verb::connect, fmt::format("{}:{}", host, to.port),
                                                        11};
  request.set(beast::http::field::host, request.target());
  request.set(beast::http::field::user_agent, user_agent);
  if (!proxy.user_info.empty()) {
    request.set(beast::http::field::proxy_authorization, basic_credentials(proxy.user_info));
  }
  const std::string what = fmt::format("asking the proxy {}", proxy.authority());
  const auto [write_ec, written] = co_await beast::http::async_write(connection.tcp, request, nothrow);
  if (write_ec) co_return unreached(what, write_ec);
  beast::http::response_parser<beast::http::empty_body> parser;
  parser.skip(true);
  beast::flat_buffer buffer;
  const auto [read_ec, read] = co_await beast::http::async_read_header(connection.tcp, buffer, parser, nothrow);
  if (read_ec) co_return unreached(what, read_ec);
  const unsigned status = parser.get().result_int();
  if (status / 100 != 2) co_return proxy_refusal(proxy, status);
  co_return Result<>{};
}

asio::awaitable<Result<>> secure(Connection& connection, ssl::context& context, std::string host) {
  connection.tls.emplace(connection.tcp, context);
  SSL* session = connection.tls->native_handle();
  if (!expect_host(session, host)) co_return error(Errc::config, fmt::format("`{}` is not a host name", host));
  const auto [ec] = co_await connection.tls->async_handshake(ssl::stream_base::client, nothrow);
  if (!ec) co_return Result<>{};
  const long verdict = SSL_get_verify_result(session);
  if (verdict != X509_V_OK) co_return certificate_error(verdict, host);
  co_return unreached(fmt::format("starting TLS with {}", host), ec);
}

// --- One request on one connection -----------------------------------------------------------

struct Attempt {
  std::optional<Response> response;
  error_code ec;          // when there is no response
  bool sent = false;      // a byte may have reached the server
  bool answered = false;  // a byte of the answer came
  bool keep = false;      // the connection is good for another request
};

Response to_response(beast::http::response<beast::http::string_body>&& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) response.headers.add(std::string{field.name_string()}, std::string{field.value()});
  response.body = std::move(message.body());
  return response;
}

template <class Stream>
asio::awaitable<Attempt> exchange(Stream& stream, beast::flat_buffer& buffer, const Message& message,
                                  std::uint64_t max_body) {
  Attempt attempt;
  const auto [write_ec, written] = co_await beast::http::async_write(stream, message, nothrow);
  attempt.sent = written > 0;
  attempt.ec = write_ec;
  if (write_ec) co_return attempt;
  for (;;) {
    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(64U << 10U);
    parser.body_limit(max_body);
    parser.skip(message.method() == beast::http::verb::head);
    const auto [read_ec, read] = co_await beast::http::async_read(stream, buffer, parser, nothrow);
    attempt.answered = attempt.answered || read > 0 || buffer.size() > 0;
    attempt.ec = read_ec;
    if (read_ec) co_return attempt;
    if (parser.get().result_int() / 100 == 1) continue;  // 103 Early Hints and its like come before the answer
    attempt.keep = parser.keep_alive() && buffer.size() == 0;
    attempt.response = to_response(parser.release());
    co_return attempt;
  }
}

bool is_gone(const error_code& ec) {
  const std::array<error_code, 8> gone{beast::http::error::end_of_stream, asio::error::eof,
                                       asio::error::connection_reset,     asio::error::broken_pipe,
                                       asio::error::connection_aborted,   asio::error::not_connected,
                                       ssl::error::stream_truncated,      asio::error::shut_down};
  return std::ranges::find(gone, ec) != gone.end();
}

std::string describe(const Attempt& attempt, const Request& request) {
  if (attempt.ec == beast::error::timeout) {
    const auto ms = request.timeout.count();
    return fmt::format("no {}answer within {}", attempt.answered ? "complete " : "",
                       ms < 1000 ? fmt::format("{} ms", ms) : format_duration(request.timeout));
  }
  if (attempt.ec == beast::http::error::body_limit) {
    return fmt::format("the answer is larger than {} bytes", request.max_body);
  }
  if (attempt.ec == beast::http::error::partial_message || (attempt.answered && is_gone(attempt.ec))) {
    return "the answer was cut short";
  }
  if (is_gone(attempt.ec)) return "the connection was closed before an answer came";
  return attempt.ec.message();
}

Error failure(const Attempt& attempt, const Request& request) {
  const std::string text = describe(attempt, request);
  const bool harmless = is_repeatable(request.method) || !attempt.sent;
  if (!harmless) return error(Errc::uncertain, text, "look whether it took effect before you repeat it");
  if (attempt.ec == asio::error::operation_aborted) return error(Errc::cancelled, "cancelled");
  if (attempt.ec == beast::http::error::body_limit) return error(Errc::internal, text);
  return error(Errc::transient, text);
}

// --- What may be sent ------------------------------------------------------------------------

bool is_secret(std::string_view header) {
  const std::string name = lower(header);
  return name == "authorization" || name == "cookie" || name.find("token") != std::string::npos ||
         name.find("api-key") != std::string::npos;
}

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](const unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

Result<> check(const Request& request, const Url& url) {
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

Message to_message(const Request& request, const Url& url, bool absolute_form, const std::string& user_agent) {
  Message message;
  message.version(11);
  const auto method = to_string(request.method);
  message.method_string({method.data(), method.size()});
  message.target(absolute_form ? fmt::format("http://{}{}", url.authority(), url.target) : url.target);
  message.set(beast::http::field::host, url.authority());
  if (request.headers.get("User-Agent").empty()) message.set(beast::http::field::user_agent, user_agent);
  for (const auto& [name, value] : request.headers.all()) message.insert(name, value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

class Transport final : public Client {
 public:
  Transport(asio::any_io_executor executor, TransportOptions options, const Clock& clock, const Log& log)
      : executor_{std::move(executor)},
        options_{std::move(options)},
        clock_{clock},
        log_{log},
        pool_{options_.max_idle, options_.max_idle_time} {}

  asio::awaitable<Result<Response>> send(const Request& request) override {
    const SteadyTime start = clock_.steady();
    const std::string line = fmt::format("{} {}", to_string(request.method), redact_url(request.url));
    auto result = co_await run(request, start + request.timeout);
    const auto ms = std::chrono::duration_cast<Duration>(clock_.steady() - start).count();
    if (result) {
      log_.debug("{} → {} ({} ms)", line, result->status, ms);
      co_return result;
    }
    log_.debug("{} → {} ({} ms)", line, result.error().message, ms);
    co_return with_context(std::move(result).error(), line);
  }

 private:
  asio::awaitable<Result<Response>> run(const Request& request, SteadyTime deadline) {
    RA_CO_TRY_ASSIGN(const Url url, parse_url(request.url));
    RA_CO_TRY(check(request, url));
    RA_CO_TRY_ASSIGN(const std::optional<Url> proxy, choose_proxy(options_.proxy, url));
    const Message message = to_message(request, url, proxy && url.scheme == "http", options_.user_agent);
    const std::string key = fmt::format("{}://{}", url.scheme, url.authority());
    auto connection = take(key);
    for (;;) {
      const bool reused = connection != nullptr;
      if (!reused) {
        auto fresh = co_await connect(url, proxy, deadline);
        if (!fresh) co_return std::move(fresh).error();
        connection = *std::move(fresh);
      }
      Attempt attempt = co_await exchange_on(*connection, message, request.max_body, deadline);
      if (attempt.response) {
        connection->tcp.expires_never();
        if (attempt.keep) pool_.give(key, std::move(connection), clock_.steady());
        co_return *std::move(attempt.response);
      }
      // Servers close kept connections whenever they like: that is no answer to this request.
      const bool stale = reused && !attempt.answered && is_gone(attempt.ec);
      if (!stale || (attempt.sent && !is_repeatable(request.method))) co_return failure(attempt, request);
      connection.reset();
    }
  }

  std::unique_ptr<Connection> take(const std::string& key) {
    for (;;) {
      auto connection = pool_.take(key, clock_.steady());
      if (!connection || !is_dead(*connection)) return connection;
    }
  }

  asio::awaitable<Result<std::unique_ptr<Connection>>> connect(const Url& url, const std::optional<Url>& proxy,
                                                               SteadyTime deadline) {
    const bool wants_tls = url.scheme == "https";
    if (wants_tls && !tls_) {
      RA_CO_TRY_ASSIGN(tls_, make_tls(options_.ca_file));
    }
    auto dialed = co_await dial(executor_, proxy ? *proxy : url, options_.connect_timeout, deadline, clock_);
    if (!dialed || !wants_tls) co_return dialed;
    Connection& connection = **dialed;
    if (proxy) {
      const auto through = co_await tunnel(connection, *proxy, url, options_.user_agent);
      if (!through) co_return through.error();
    }
    const auto secured = co_await secure(connection, *tls_, url.host);
    if (!secured) co_return secured.error();
    co_return dialed;
  }

  static asio::awaitable<Attempt> exchange_on(Connection& connection, const Message& message, std::uint64_t max_body,
                                              SteadyTime deadline) {
    connection.tcp.expires_at(deadline);
    if (connection.tls) {
      auto attempt = co_await exchange(*connection.tls, connection.buffer, message, max_body);
      co_return attempt;
    }
    auto attempt = co_await exchange(connection.tcp, connection.buffer, message, max_body);
    co_return attempt;
  }

  asio::any_io_executor executor_;
  TransportOptions options_;
  const Clock& clock_;
  const Log& log_;
  std::unique_ptr<ssl::context> tls_;
  IdlePool<Connection> pool_;
};

}  // namespace

std::unique_ptr<Client> make_transport(asio::any_io_executor executor, TransportOptions options, const Clock& clock,
                                       const Log& log) {
  return std::make_unique<Transport>(std::move(executor), std::move(options), clock, log);
}

}  // namespace ra::http
