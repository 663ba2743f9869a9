#pragma once

#include "http/server.hpp"
#include "http/sleep.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/tasks.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ra::http::test {

namespace asio = boost::asio;
using asio::ip::tcp;

// A server, and clients that write bytes and say all that came back until the connection ended.
struct Served {
  explicit Served(ServerOptions options = {}) : Served{options, Answering{}} {}
  Served(ServerOptions options, Answering other)
      : server{io.get_executor(),
               Listener::open(io.get_executor(), parse_endpoint("127.0.0.1:0").value()).value(),
               other ? std::move(other) : Answering{[this](Incoming request) { return answer(std::move(request)); }},
               options,
               clock,
               log} {}

  asio::awaitable<Reply> answer(Incoming request) {
    asked.push_back(request);
    if (request.path == "/throw") throw std::runtime_error("a bug");
    co_return text_reply(200, request.method + " " + request.path + " " + request.body);
  }

  asio::awaitable<std::string> said_to(std::string bytes) {
    tcp::socket socket{io};
    co_await connect(socket);
    co_await asio::async_write(socket, asio::buffer(bytes), nothrow);
    std::string all = co_await heard_from(socket);
    co_return all;
  }

  // All that comes until the end.
  asio::awaitable<std::string> heard_from(tcp::socket& socket) {
    std::string all;
    std::array<char, 4096> piece{};
    for (;;) {
      const auto [ec, n] = co_await socket.async_read_some(asio::buffer(piece), nothrow);
      all.append(piece.data(), n);
      if (ec) co_return all;
    }
  }

  asio::awaitable<void> connect(tcp::socket& socket) {
    const Endpoint at = parse_endpoint(std::string_view{server.url()}.substr(7)).value();
    const tcp::endpoint endpoint{at.address, at.port};
    co_await socket.async_connect(endpoint, nothrow);
  }

  // Writes a byte and then another until the server has gone; says how many.
  asio::awaitable<std::size_t> dripped_to(tcp::socket& socket, std::size_t most) {
    const auto sleep = real_sleep();
    const std::string byte = "x";
    const Duration pause{1};
    for (std::size_t n = 0; n < most; ++n) {
      const auto [ec, written] = co_await asio::async_write(socket, asio::buffer(byte), nothrow);
      if (ec) co_return n;
      co_await sleep(pause);
    }
    co_return most;
  }

  // Runs the server as long as the clients take.
  void run(std::function<asio::awaitable<void>()> body) {
    std::exception_ptr failed;
    io.restart();
    {
      Tasks tasks{io.get_executor()};
      tasks.start(server.run());
      bool done = false;
      spawn(io.get_executor(), body(), [&](std::exception_ptr e) {
        failed = std::move(e);
        done = true;
      });
      while (!done) io.run_one();
    }
    io.run();  // what was cancelled ends
    if (failed) std::rethrow_exception(failed);
  }

  std::string ask(const std::string& bytes) {
    std::string said;
    run([&]() -> asio::awaitable<void> { said = co_await said_to(bytes); });
    return said;
  }

  asio::io_context io{1};
  Clock clock;
  Log log;
  std::vector<Incoming> asked;
  Server server;
};

inline std::string get(const std::string& path, const std::string& fields = "Connection: close\r\n") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace ra::http::test
