#include "http/server.hpp"
#include "http/sleep.hpp"
#include "loopback.hpp"

#include "base/files.hpp"
#include "base/nothrow.hpp"
#include "base/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace ra::http;

namespace {

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
    const Endpoint at = parse_endpoint(std::string_view{server.url()}.substr(7)).value();
    tcp::socket socket{io};
    const tcp::endpoint endpoint{at.address, at.port};
    co_await socket.async_connect(endpoint, ra::nothrow);
    co_await asio::async_write(socket, asio::buffer(bytes), ra::nothrow);
    std::string all;
    std::array<char, 4096> piece{};
    for (;;) {
      const auto [ec, n] = co_await socket.async_read_some(asio::buffer(piece), ra::nothrow);
      all.append(piece.data(), n);
      if (ec) co_return all;
    }
  }

  // Runs the server as long as the clients take.
  void run(std::function<asio::awaitable<void>()> body) {
    std::exception_ptr failed;
    io.restart();
    {
      ra::Tasks tasks{io.get_executor()};
      tasks.start(server.run());
      bool done = false;
      ra::spawn(io.get_executor(), body(), [&](std::exception_ptr e) {
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
  ra::Clock clock;
  ra::Log log;
  std::vector<Incoming> asked;
  Server server;
};

std::string get(const std::string& path, const std::string& fields = "Connection: close\r\n") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

BOOST_AUTO_TEST_CASE(requests_on_one_connection_are_answered_in_turn) {
  Served served;
  const std::string said = served.ask(get("/1", "") + get("/2", "") + get("/3"));
  BOOST_TEST(served.asked.size() == 3U);
  BOOST_TEST(said.find("GET /1") < said.find("GET /2"));
  BOOST_TEST(said.find("GET /2") < said.find("GET /3"));
  BOOST_TEST(has(said, "HTTP/1.1 200 OK\r\nDate: "));
  BOOST_TEST(has(said, "Connection: close\r\n"));
  BOOST_TEST(has(said, "Content-Length: 7\r\n"));
}

BOOST_AUTO_TEST_CASE(head_is_answered_like_get_without_its_body) {
  Served served;
  const std::string said = served.ask("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  BOOST_TEST(has(said, "Content-Length: 8\r\n"));
  BOOST_TEST(said.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_told_why_and_ends_the_connection) {
  Served served;
  const std::string large = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n" + std::string(65537, 'x');
  BOOST_TEST(has(served.ask(large + get("/2")), "413 Content Too Large"));
  BOOST_TEST(has(served.ask("\x16\x03\x01 hello"), "400 Bad Request"));
  BOOST_TEST(has(served.ask(get("/", "X: " + std::string(20000, 'x') + "\r\n")), "431 Request Header"));
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_asks_whether_to_go_on_is_told_so) {
  Served served;
  const std::string head =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
  std::string said;
  served.run([&]() -> asio::awaitable<void> {
    const Endpoint at = parse_endpoint(std::string_view{served.server.url()}.substr(7)).value();
    tcp::socket socket{served.io};
    const tcp::endpoint endpoint{at.address, at.port};
    co_await socket.async_connect(endpoint, ra::nothrow);
    co_await asio::async_write(socket, asio::buffer(head), ra::nothrow);
    std::array<char, 4096> piece{};
    const auto [ec, n] = co_await socket.async_read_some(asio::buffer(piece), ra::nothrow);
    said.append(piece.data(), n);
    const std::string body = "body";
    co_await asio::async_write(socket, asio::buffer(body), ra::nothrow);
    const auto [ec2, n2] = co_await socket.async_read_some(asio::buffer(piece), ra::nothrow);
    said.append(piece.data(), n2);
  });
  BOOST_TEST(said.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
  BOOST_TEST(said.ends_with("POST /x body"));
}

BOOST_AUTO_TEST_CASE(who_is_too_slow_is_left) {
  ServerOptions options;
  options.to_ask = std::chrono::milliseconds{50};
  Served served{options};
  BOOST_TEST(served.ask("").empty());
  BOOST_TEST(served.ask("GET / HT").empty());
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_comes_when_too_many_are_there_is_told_to_come_back) {
  ServerOptions options;
  options.connections = 1;
  options.to_ask = std::chrono::milliseconds{300};
  Served served{options};
  std::string first;
  std::string second;
  served.run([&]() -> asio::awaitable<void> {
    bool ended = false;
    const auto idle = [&]() -> asio::awaitable<void> { first = co_await served.said_to(""); };
    ra::spawn(served.io.get_executor(), idle(), [&](std::exception_ptr) { ended = true; });
    const auto sleep = real_sleep();
    // Until the idle one is taken, this one may be the first.
    while (!has(second, "503") && !ended) second = co_await served.said_to(get("/"));
    while (!ended) co_await sleep(std::chrono::milliseconds{5});
  });
  BOOST_TEST(has(second, "503 Service Unavailable"));
  BOOST_TEST(has(second, "Retry-After: 1"));
  BOOST_TEST(has(served.ask(get("/")), "200 OK"));
}

BOOST_AUTO_TEST_CASE(a_bug_costs_its_own_connection_alone) {
  Served served;
  BOOST_TEST(served.ask(get("/throw")).empty());
  BOOST_TEST(has(served.ask(get("/")), "200 OK"));
}

BOOST_AUTO_TEST_CASE(a_large_body_and_a_file_come_whole) {
  const ra::test::TemporaryFolder folder;
  const std::string content(1'000'000, 'f');
  BOOST_REQUIRE(ra::write_file(folder.path() / "file", content));
  const std::string file = (folder.path() / "file").string();
  Served served{ServerOptions{}, [&](Incoming request) -> asio::awaitable<Reply> {
                  Reply reply = text_reply(200, std::string(1'000'000, 'b'));
                  if (request.path == "/file") {
                    reply.body = nullptr;
                    reply.file = std::make_shared<ra::FileReader>(ra::FileReader::open(file).value());
                    reply.file_size = content.size();
                  }
                  co_return reply;
                }};
  BOOST_TEST(served.ask(get("/")).ends_with("\r\n\r\n" + std::string(1'000'000, 'b')));
  BOOST_TEST(served.ask(get("/file")).ends_with("\r\n\r\n" + content));
}

BOOST_AUTO_TEST_CASE(an_address_to_listen_on_is_one) {
  BOOST_TEST(parse_endpoint("8787").value().text() == "127.0.0.1:8787");
  BOOST_TEST(parse_endpoint("localhost:1").value().text() == "127.0.0.1:1");
  BOOST_TEST(parse_endpoint("[::1]:1").value().text() == "[::1]:1");
  BOOST_TEST(parse_endpoint("0.0.0.0:65535").value().text() == "0.0.0.0:65535");
  for (const char* wrong : {"", ":", "127.0.0.1:", "127.0.0.1:65536", "example.org:1", "127.0.0.1:-1", "1:2:3"})
    BOOST_TEST(parse_endpoint(wrong).error().message.find("nothing to listen on") != std::string::npos, wrong);
}

BOOST_AUTO_TEST_CASE(where_somebody_listens_nobody_else_does) {
  Served served;
  const auto taken =
      Listener::open(served.io.get_executor(), parse_endpoint(std::string_view{served.server.url()}.substr(7)).value());
  BOOST_TEST((taken.error().code == ra::Errc::conflict));
}

BOOST_AUTO_TEST_SUITE_END()
