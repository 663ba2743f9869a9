#include "http/server.hpp"

#include "base/tasks.hpp"
#include "base/text.hpp"
#include "http/sleep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asio = boost::asio;

namespace ra::http {

namespace {

constexpr Duration after_failed_accept = std::chrono::milliseconds{100};  // no descriptors are left, say
constexpr std::size_t beside_head = std::size_t{64} << 10U;               // a body up to there goes out with its head
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

struct Reason {
  int status;
  const char* text;
};
constexpr std::array<Reason, 21> reasons{{{200, "OK"},
                                          {202, "Accepted"},
                                          {204, "No Content"},
                                          {304, "Not Modified"},
                                          {400, "Bad Request"},
                                          {401, "Unauthorized"},
                                          {403, "Forbidden"},
                                          {404, "Not Found"},
                                          {405, "Method Not Allowed"},
                                          {409, "Conflict"},
                                          {411, "Length Required"},
                                          {413, "Content Too Large"},
                                          {414, "URI Too Long"},
                                          {415, "Unsupported Media Type"},
                                          {421, "Misdirected Request"},
                                          {431, "Request Header Fields Too Large"},
                                          {500, "Internal Server Error"},
                                          {502, "Bad Gateway"},
                                          {503, "Service Unavailable"},
                                          {504, "Gateway Timeout"},
                                          {505, "HTTP Version Not Supported"}}};

const char* reason_of(int status) {
  const auto* const found = std::ranges::find(reasons, status, &Reason::status);
  return found == reasons.end() ? "" : found->text;
}

std::uint64_t length_of(const Reply& reply) {
  if (reply.file) return reply.file_size;
  return reply.body ? reply.body->size() : 0;
}

std::string head_of(const Reply& reply, bool keep_alive, WallTime now) {
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status, reason_of(reply.status), format_http_date(now));
  for (const auto& [name, value] : reply.headers.all()) head += fmt::format("{}: {}\r\n", name, value);
  // RFC 9110, 8.6: these two have none.
  if (reply.status != 204 && reply.status != 304) head += fmt::format("Content-Length: {}\r\n", length_of(reply));
  return head + (keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

}  // namespace

Reply text_reply(int status, std::string body, const char* type) {
  Reply reply;
  reply.status = status;
  reply.headers.set("Content-Type", type);
  reply.headers.set("X-Content-Type-Options", "nosniff");
  reply.headers.set("Cache-Control", "no-store");
  reply.body = std::make_shared<const std::string>(std::move(body));
  return reply;
}

Server::Server(const asio::any_io_executor& executor, Listener listener, Answering answering, ServerOptions options,
               const Clock& clock, const Log& log)
    : executor_{executor},
      listener_{std::move(listener)},
      answering_{std::move(answering)},
      options_{options},
      clock_{clock},
      log_{log} {}

asio::awaitable<void> Server::run() {
  Tasks connections{executor_};
  const Sleep sleep = real_sleep();
  const auto ended = [this](const std::exception_ptr& e) {
    if (e) log_.warning("a connection was given up: an error of our own");
  };
  for (;;) {
    std::shared_ptr<Stream> stream = co_await listener_.accept();
    if (!stream) {
      co_await sleep(after_failed_accept);
      continue;
    }
    const bool full = connections.count() >= options_.connections;
    // Those who are turned away are few as well: whoever comes then hears nothing.
    if (connections.count() >= options_.connections + options_.connections / 4 + 1) continue;
    connections.start(full ? turn_away(std::move(stream)) : serve(std::move(stream)), ended);
  }
}

asio::awaitable<void> Server::serve(std::shared_ptr<Stream> stream) {
  for (;;) {
    const bool more = co_await exchange(*stream);
    if (!more) break;
  }
}

asio::awaitable<void> Server::turn_away(std::shared_ptr<Stream> stream) {
  stream->expires_at(clock_.steady() + options_.to_part);
  Reply reply = text_reply(503, "too many connections\n");
  reply.headers.set("Retry-After", "1");
  const bool sent = co_await send(*stream, reply, false, true);
  if (sent) co_await part(*stream);
}

// One request and its answer; says whether another may follow.
asio::awaitable<bool> Server::exchange(Stream& stream) {
  stream.expires_at(clock_.steady() + options_.to_ask);
  bool told = false;
  for (;;) {
    IncomingRead read = read_incoming(stream.unread, options_.limits);
    if (read.state == IncomingRead::State::refused) {
      const Reply reply = text_reply(read.status, read.why + "\n");
      const bool sent = co_await send(stream, reply, false, true);
      if (sent) co_await part(stream);
      co_return false;
    }
    if (read.state == IncomingRead::State::whole) {
      stream.unread.erase(0, read.size);
      const bool more = co_await answer(stream, std::move(read.request));
      co_return more;
    }
    if (read.state == IncomingRead::State::head && read.request.told_to_wait && !told) {
      told = true;
      const Stream::Moved written = co_await stream.write(go_on);
      if (written.ec) co_return false;
    }
    const Stream::Moved got = co_await stream.read_some();
    if (got.ec) co_return false;
  }
}

asio::awaitable<bool> Server::answer(Stream& stream, Incoming request) {
  stream.expires_at(clock_.steady() + options_.to_answer);
  const bool keep_alive = request.keep_alive;
  const bool with_body = request.method != "HEAD";
  std::string line;
  if (log_.enabled(LogLevel::debug)) line = fmt::format("{} {}", request.method, one_line(request.path));
  const Reply reply = co_await answering_(std::move(request));
  log_.debug("{} → {}", line, reply.status);
  const bool sent = co_await send(stream, reply, keep_alive, with_body);
  if (sent && !keep_alive) co_await part(stream);
  co_return sent&& keep_alive;
}

asio::awaitable<bool> Server::send(Stream& stream, const Reply& reply, bool keep_alive, bool with_body) {
  std::string head = head_of(reply, keep_alive, clock_.wall());
  const bool text = with_body && reply.body && reply.status != 304;
  const bool together = text && reply.body->size() <= beside_head;
  if (together) head += *reply.body;
  const Stream::Moved first = co_await stream.write(head);
  if (first.ec) co_return false;
  if (text && !together) {
    const Stream::Moved rest = co_await stream.write(*reply.body);
    co_return !rest.ec;
  }
  if (!with_body || !reply.file) co_return true;
  std::uint64_t left = reply.file_size;
  while (left > 0) {
    const auto piece = reply.file->next();
    if (!piece || piece->empty()) co_return false;
    const std::string_view wanted = piece->substr(0, left);
    const Stream::Moved written = co_await stream.write(wanted);
    if (written.ec) co_return false;
    left -= wanted.size();
  }
  co_return true;
}

// A connection that is closed while the peer still writes takes the answer with it: it is read on for a while.
asio::awaitable<void> Server::part(Stream& stream) {
  stream.expires_at(clock_.steady() + options_.to_part);
  stream.end_writing();
  for (;;) {
    stream.unread.clear();
    const Stream::Moved got = co_await stream.read_some();
    if (got.ec) co_return;
  }
}

}  // namespace ra::http
