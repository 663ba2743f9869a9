#include "http/transport.hpp"

#include "base/nothrow.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/idle_pool.hpp"
#include "http/outgoing.hpp"
#include "http/tls.hpp"
#include "http/url.hpp"

#include <sys/socket.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <set>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace ra::http {

namespace {

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

constexpr std::size_t file_piece = std::size_t{64} << 10U;

bool is_repeatable(Method method) { return method == Method::get || method == Method::head; }

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
  if (lookup->ec == asio::error::host_not_found || lookup->ec == asio::error::no_data) {
    co_return error(Errc::not_found, fmt::format("there is no host {}", host), "check the address");
  }
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

asio::awaitable<Result<>> tunnel(Connection& connection, const Url& proxy, const Url& to, std::string user_agent) {
  const std::string host = to.host.find(':') == std::string::npos ? to.host : fmt::format("[{}]", to.host);
  std::string head =
      fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nHost: {0}:{1}\r\nUser-Agent: {2}\r\n", host, to.port, user_agent);
  if (!proxy.user_info.empty()) {
    head += fmt::format("Proxy-Authorization: {}\r\n", basic_credentials(proxy.user_info));
  }
  head += "\r\n";
  const std::string what = fmt::format("asking the proxy {}", proxy.authority());
  const auto whole = asio::buffer(head);
  const auto [write_ec, written] = co_await asio::async_write(connection.tcp, whole, nothrow);
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
  if (auto final = final_tls_error(session, ec, host)) co_return *std::move(final);
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

// What is sent: the head, and a body from memory or from a file.
struct Outgoing {
  const Request& request;
  std::string head;
  std::uint64_t length = 0;
};

// The body of a file, a piece at a time. A file that has changed since its length was told breaks the request off.
template <class Stream>
asio::awaitable<error_code> send_file(Stream& stream, const Outgoing& outgoing) {
  std::ifstream file{outgoing.request.body_file, std::ios::binary};
  std::vector<char> piece(file_piece);
  for (std::uint64_t left = outgoing.length; left > 0;) {
    file.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, piece.size())));
    const auto n = static_cast<std::size_t>(file.gcount());
    if (n == 0) co_return beast::http::error::partial_message;
    const auto buffer = asio::buffer(piece.data(), n);
    const auto [ec, written] = co_await asio::async_write(stream, buffer, nothrow);
    if (ec) co_return ec;
    left -= n;
  }
  co_return error_code{};
}

template <class Stream>
asio::awaitable<Attempt> exchange(Stream& stream, beast::flat_buffer& buffer, const Outgoing& outgoing) {
  Attempt attempt;
  const std::array<asio::const_buffer, 2> parts{asio::buffer(outgoing.head), asio::buffer(outgoing.request.body)};
  const auto [write_ec, written] = co_await asio::async_write(stream, parts, nothrow);
  attempt.sent = written > 0;
  attempt.ec = write_ec;
  if (!write_ec && !outgoing.request.body_file.empty()) attempt.ec = co_await send_file(stream, outgoing);
  if (attempt.ec) co_return attempt;
  for (;;) {
    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(64U << 10U);
    parser.body_limit(outgoing.request.max_body);
    parser.skip(outgoing.request.method == Method::head);
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
    RA_CO_TRY(may_be_sent(request, url));
    RA_CO_TRY_ASSIGN(const std::uint64_t length, length_of(request));
    RA_CO_TRY_ASSIGN(const std::optional<Url> proxy, choose_proxy(options_.proxy, url));
    const bool absolute = proxy && url.scheme == "http";
    const Outgoing outgoing{request, head_of(request, url, length, absolute, options_.user_agent), length};
    const std::string key = fmt::format("{}://{}", url.scheme, url.authority());
    auto connection = take(key);
    for (;;) {
      const bool reused = connection != nullptr;
      if (!reused) {
        auto fresh = co_await connect(url, proxy, deadline);
        if (!fresh) co_return std::move(fresh).error();
        connection = *std::move(fresh);
      }
      Attempt attempt = co_await exchange_on(*connection, outgoing, deadline);
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
    const Url& first = proxy ? *proxy : url;
    auto dialed = co_await dial(executor_, first, options_.connect_timeout, deadline, clock_);
    if (!dialed && dialed.error().code == Errc::not_found) co_return unknown_host(dialed.error(), first.host);
    if (!dialed) co_return dialed;
    known_.insert(first.host);
    if (!wants_tls) co_return dialed;
    Connection& connection = **dialed;
    if (proxy) {
      const auto through = co_await tunnel(connection, *proxy, url, options_.user_agent);
      if (!through) co_return through.error();
    }
    const auto secured = co_await secure(connection, *tls_, url.host);
    if (!secured) co_return secured.error();
    co_return dialed;
  }

  // A host that was there a while ago is there still, whatever a name server says in the middle of a long release. Of
  // any other the address is wrong, and waiting does not mend that.
  Error unknown_host(Error e, const std::string& host) const {
    e.code = known_.contains(host) ? Errc::transient : Errc::unavailable;
    return e;
  }

  static asio::awaitable<Attempt> exchange_on(Connection& connection, const Outgoing& outgoing, SteadyTime deadline) {
    connection.tcp.expires_at(deadline);
    if (connection.tls) {
      auto attempt = co_await exchange(*connection.tls, connection.buffer, outgoing);
      co_return attempt;
    }
    auto attempt = co_await exchange(connection.tcp, connection.buffer, outgoing);
    co_return attempt;
  }

  asio::any_io_executor executor_;
  TransportOptions options_;
  const Clock& clock_;
  const Log& log_;
  std::unique_ptr<ssl::context> tls_;
  std::set<std::string> known_;  // hosts that a connection was made to
  IdlePool<Connection> pool_;
};

}  // namespace

std::unique_ptr<Client> make_transport(asio::any_io_executor executor, TransportOptions options, const Clock& clock,
                                       const Log& log) {
  return std::make_unique<Transport>(std::move(executor), std::move(options), clock, log);
}

}  // namespace ra::http
