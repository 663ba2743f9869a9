#include "support/http_server.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <optional>
#include <set>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace ra::test {

namespace {

// What stop() must be able to end.
struct Connection {
  explicit Connection(tcp::socket s) : socket{std::move(s)}, timer{socket.get_executor()} {}

  tcp::socket socket;
  asio::steady_timer timer;
};

}  // namespace

struct HttpServer::State {
  State(asio::any_io_executor e, Handler h, unsigned short port, std::shared_ptr<asio::ssl::context> t)
      : executor{e}, handler{std::move(h)}, tls{std::move(t)}, acceptor{e, {asio::ip::address_v4::loopback(), port}} {}

  asio::any_io_executor executor;
  Handler handler;
  std::shared_ptr<asio::ssl::context> tls;
  tcp::acceptor acceptor;
  std::set<std::shared_ptr<Connection>> connections;
  std::size_t accepted = 0;
};

namespace {

asio::awaitable<void> pause(asio::steady_timer& timer, std::chrono::milliseconds time) {
  timer.expires_after(time);
  co_await timer.async_wait(ra::nothrow);
}

template <class Stream>
asio::awaitable<bool> fill(Stream& stream, std::string& buffer, std::size_t wanted) {
  if (buffer.size() >= wanted) co_return true;
  const std::size_t missing = wanted - buffer.size();
  auto dynamic = asio::dynamic_buffer(buffer);
  const auto [ec, n] = co_await asio::async_read(stream, dynamic, asio::transfer_exactly(missing), ra::nothrow);
  co_return !ec;
}

template <class Stream>
asio::awaitable<std::optional<std::size_t>> until(Stream& stream, std::string& buffer, std::string_view end) {
  auto dynamic = asio::dynamic_buffer(buffer);
  const auto [ec, n] = co_await asio::async_read_until(stream, dynamic, end, ra::nothrow);
  if (ec) co_return std::nullopt;
  co_return n;
}

template <class Stream>
asio::awaitable<std::optional<std::string>> read_chunks(Stream& stream, std::string& buffer) {
  std::string body;
  for (;;) {
    const auto n = co_await until(stream, buffer, "\r\n");
    if (!n) co_return std::nullopt;
    std::size_t size = 0;
    std::from_chars(buffer.data(), buffer.data() + *n, size, 16);
    buffer.erase(0, *n);
    const bool filled = co_await fill(stream, buffer, size + 2);
    if (!filled) co_return std::nullopt;
    body.append(buffer, 0, size);
    buffer.erase(0, size + 2);
    if (size == 0) co_return body;
  }
}

template <class Stream>
asio::awaitable<std::optional<ReceivedRequest>> read_request(Stream& stream, std::string& buffer) {
  const auto head_size = co_await until(stream, buffer, "\r\n\r\n");
  if (!head_size) co_return std::nullopt;
  const std::string head = buffer.substr(0, *head_size);
  buffer.erase(0, *head_size);
  ReceivedRequest request;
  const auto all = lines(head);
  const auto first = split(all.front(), ' ');
  if (first.size() < 3) co_return std::nullopt;
  request.method = first[0];
  request.target = first[1];
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto colon = all[i].find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.add(std::string{all[i].substr(0, colon)}, std::string{trim(all[i].substr(colon + 1))});
  }
  if (lower(request.headers.get("Transfer-Encoding")) == "chunked") {
    auto body = co_await read_chunks(stream, buffer);
    if (!body) co_return std::nullopt;
    request.body = *std::move(body);
    co_return request;
  }
  std::size_t length = 0;
  const auto text = request.headers.get("Content-Length");
  std::from_chars(text.data(), text.data() + text.size(), length);
  const bool filled = co_await fill(stream, buffer, length);
  if (!filled) co_return std::nullopt;
  request.body = buffer.substr(0, length);
  buffer.erase(0, length);
  co_return request;
}

std::string head_of(const Answer& answer, bool last) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " -\r\n";
  bool has_length = false;
  for (const auto& [name, value] : answer.headers.all()) {
    head += name + ": " + value + "\r\n";
    has_length |= lower(name) == "content-length" || lower(name) == "transfer-encoding";
  }
  if (!has_length && answer.status != 204 && answer.status != 304) {
    head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  if (last) head += "Connection: close\r\n";
  return head + "\r\n";
}

void reset(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket.close(ignored);
}

// What the request says about how its answer is to be written.
struct Manner {
  bool head_only = false;
  bool last = false;
};

// Writes one answer; false when the connection must end.
template <class Stream>
asio::awaitable<bool> write_answer(Stream& stream, Connection& connection, const Answer& answer, Manner manner) {
  if (answer.delay.count() > 0) co_await pause(connection.timer, answer.delay);
  if (answer.fault == Fault::reset) {
    reset(connection.socket);
    co_return false;
  }
  if (answer.fault == Fault::never) {
    co_await pause(connection.timer, std::chrono::hours{1});
    co_return false;
  }
  std::string text = head_of(answer, manner.last);
  if (answer.fault == Fault::none) {
    if (!manner.head_only) text += answer.body;
    const auto [ec, n] = co_await asio::async_write(stream, asio::buffer(text), ra::nothrow);
    co_return !ec;
  }
  const std::string body =
      answer.fault == Fault::truncate ? answer.body.substr(0, answer.body.size() / 2) : answer.body;
  const auto [ec, n] = co_await asio::async_write(stream, asio::buffer(text), ra::nothrow);
  if (ec) co_return false;
  const std::size_t piece = std::max(std::size_t{16}, body.size() / answer.slow_pieces);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    if (answer.fault == Fault::slow) co_await pause(connection.timer, std::chrono::milliseconds{20});
    const auto part = asio::buffer(body.data() + at, std::min(piece, body.size() - at));
    const auto [part_ec, part_n] = co_await asio::async_write(stream, part, ra::nothrow);
    if (part_ec) co_return false;
  }
  co_return answer.fault == Fault::slow;
}

template <class Stream>
asio::awaitable<void> serve(std::shared_ptr<HttpServer::State> state, Stream& stream, Connection& connection) {
  std::string buffer;
  const std::size_t number = ++state->accepted;
  for (;;) {
    auto request = co_await read_request(stream, buffer);
    if (!request) co_return;
    request->connection = number;
    const Answer answer = state->handler(*request);
    Manner manner;
    manner.head_only = request->method == "HEAD";
    manner.last = lower(request->headers.get("Connection")) == "close";
    const bool go_on = co_await write_answer(stream, connection, answer, manner);
    if (!go_on || manner.last) co_return;
  }
}

asio::awaitable<void> converse(std::shared_ptr<HttpServer::State> state, std::shared_ptr<Connection> connection) {
  boost::system::error_code ignored;
  connection->socket.set_option(tcp::no_delay{true}, ignored);
  if (!state->tls) {
    co_await serve(state, connection->socket, *connection);
    co_return;
  }
  asio::ssl::stream<tcp::socket&> stream{connection->socket, *state->tls};
  const auto [ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, ra::nothrow);
  if (!ec) co_await serve(state, stream, *connection);
}

asio::awaitable<void> keep(std::shared_ptr<HttpServer::State> state, std::shared_ptr<Connection> connection) {
  state->connections.insert(connection);
  co_await converse(state, connection);
  state->connections.erase(connection);
  boost::system::error_code ignored;
  connection->socket.close(ignored);
}

asio::awaitable<void> accept(std::shared_ptr<HttpServer::State> state) {
  for (;;) {
    auto [ec, socket] = co_await state->acceptor.async_accept(ra::nothrow);
    if (ec == asio::error::operation_aborted || !state->acceptor.is_open()) co_return;
    if (ec) continue;
    spawn(state->executor, keep(state, std::make_shared<Connection>(std::move(socket))));
  }
}

}  // namespace

HttpServer::HttpServer(asio::any_io_executor executor, Handler handler, unsigned short port,
                       std::shared_ptr<asio::ssl::context> tls)
    : state_{std::make_shared<State>(executor, std::move(handler), port, std::move(tls))} {
  spawn(executor, accept(state_));
}

HttpServer::~HttpServer() { stop(); }

unsigned short HttpServer::port() const { return state_->acceptor.local_endpoint().port(); }

std::string HttpServer::url() const { return "http://127.0.0.1:" + std::to_string(port()); }

void HttpServer::stop() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  for (const auto& connection : state_->connections) {
    connection->timer.cancel();
    connection->socket.close(ignored);
  }
}

}  // namespace ra::test
