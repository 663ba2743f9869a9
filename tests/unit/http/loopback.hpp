#pragma once

#include "base/coroutine.hpp"
#include "http/transport.hpp"
#include "support/http_server.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace ra::test {

// A real transport and a real server on one io_context, which ends when the test's body does.
struct Loopback {
  explicit Loopback(Handler answers = {}, std::shared_ptr<boost::asio::ssl::context> tls = nullptr)
      : handler{std::move(answers)},
        secure{tls != nullptr},
        server{context.get_executor(),
               [this](const ReceivedRequest& request) {
                 received.push_back(request);
                 return handler ? handler(request) : Answer{};
               },
               0, std::move(tls)} {}

  std::string url(const std::string& path = "/") const {
    return (secure ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(server.port()) + path;
  }

  http::Client& client() {
    if (!made) made = http::make_transport(context.get_executor(), options, clock, log);
    return *made;
  }

  template <class F>
  void run(F&& body) {
    std::exception_ptr failed;
    spawn(context.get_executor(), body(), [&](std::exception_ptr e) {
      failed = e;
      context.stop();
    });
    context.restart();
    context.run();
    if (failed) std::rethrow_exception(failed);
  }

  Result<http::Response> send(const http::Request& request) {
    Result<http::Response> result = error(Errc::internal, "not run");
    run([&]() -> boost::asio::awaitable<void> { result = co_await client().send(request); });
    return result;
  }

  Result<http::Response> get(const std::string& path = "/") { return send(request(http::Method::get, path)); }
  Result<http::Response> post(const std::string& path = "/") { return send(request(http::Method::post, path)); }

  http::Request request(http::Method method, const std::string& path = "/") const {
    http::Request made_request;
    made_request.method = method;
    made_request.url = url(path);
    return made_request;
  }

  // Lets the other side of a connection act.
  void pause(Duration time = std::chrono::milliseconds{20}) {
    run([&]() -> boost::asio::awaitable<void> {
      boost::asio::steady_timer timer{context, time};
      co_await timer.async_wait(boost::asio::use_awaitable);
    });
  }

  boost::asio::io_context context{1};
  Clock clock;
  Log log;
  http::TransportOptions options;  // to be set before the first request
  Handler handler;
  bool secure;
  std::vector<ReceivedRequest> received;
  HttpServer server;
  std::unique_ptr<http::Client> made;
};

inline Answer broken(Fault fault, std::string body = "0123456789") {
  Answer answer;
  answer.body = std::move(body);
  answer.fault = fault;
  return answer;
}

inline Answer chunked(const std::string& body) {
  Answer answer;
  answer.headers.set("Transfer-Encoding", "chunked");
  answer.body = fmt::format("{:x};name=value\r\n{}\r\n0\r\nTrailer: x\r\n\r\n", body.size(), body);
  return answer;
}

// An answer for the nth request, counted from 1.
inline Handler fault_at(int n, Fault fault) {
  return [n, fault, count = 0](const ReceivedRequest&) mutable { return ++count == n ? broken(fault) : Answer{}; };
}

}  // namespace ra::test
