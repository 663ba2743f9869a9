#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace ra::http;
using namespace ra::http::test;

// Whatever is too slow or too many ends its own connection.
BOOST_AUTO_TEST_SUITE(http_server_limits)

BOOST_AUTO_TEST_CASE(who_is_too_slow_is_left) {
  ServerOptions options;
  options.to_ask = std::chrono::milliseconds{50};
  Served served{options};
  BOOST_TEST(served.ask("").empty());
  BOOST_TEST(served.ask("GET / HT").empty());
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_sends_a_byte_now_and_then_is_too_slow_as_well) {
  ServerOptions options;
  options.to_ask = std::chrono::milliseconds{250};
  Served served{options};
  served.run([&]() -> asio::awaitable<void> {
    tcp::socket socket{served.io};
    co_await served.connect(socket);
    const std::size_t n = co_await served.dripped_to(socket, options.limits.head);
    BOOST_TEST(n < options.limits.head);
    const std::string said = co_await served.heard_from(socket);
    BOOST_TEST(said == "");
  });
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_come_ends_the_connection) {
  ServerOptions options;
  options.to_ask = std::chrono::hours{1};
  options.to_answer = std::chrono::milliseconds{50};
  Served served{options, [](Incoming request) -> asio::awaitable<Reply> {
                  const auto sleep = real_sleep();
                  if (request.path == "/never") co_await sleep(std::chrono::hours{1});
                  co_return text_reply(200, "here");
                }};
  BOOST_TEST(served.ask(get("/never")) == "");
}

BOOST_AUTO_TEST_CASE(who_does_not_take_the_answer_is_left) {
  constexpr std::size_t size = std::size_t{64} << 20U;  // more than the sockets hold
  ServerOptions options;
  options.to_ask = std::chrono::hours{1};
  options.to_answer = std::chrono::milliseconds{100};
  std::weak_ptr<const std::string> given;
  Served served{options, [&](Incoming) -> asio::awaitable<Reply> {
                  Reply reply = text_reply(200, std::string(size, 'b'));
                  given = reply.body;
                  co_return reply;
                }};
  served.run([&]() -> asio::awaitable<void> {
    tcp::socket socket{served.io};
    co_await served.connect(socket);
    const std::string bytes = get("/");
    co_await asio::async_write(socket, asio::buffer(bytes), ra::nothrow);
    const auto sleep = real_sleep();
    const ra::Duration a_moment{1};
    while (!given.lock()) co_await sleep(a_moment);
    while (!given.expired()) co_await sleep(a_moment);
    const std::string said = co_await served.heard_from(socket);
    BOOST_TEST(said.size() < size);
  });
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

BOOST_AUTO_TEST_CASE(those_who_are_turned_away_are_few_as_well) {
  ServerOptions options;
  options.connections = 4;  // and two of those who are told to come back
  options.to_ask = std::chrono::hours{1};
  options.to_part = std::chrono::hours{1};
  Served served{options};
  std::vector<std::string> said;
  served.run([&]() -> asio::awaitable<void> {
    std::vector<tcp::socket> sockets;
    for (std::size_t i = 0; i < 7; ++i) {
      sockets.emplace_back(served.io);
      co_await served.connect(sockets.back());
    }
    for (std::size_t i = 4; i < sockets.size(); ++i) {
      std::string all = co_await served.heard_from(sockets[i]);
      said.push_back(std::move(all));
    }
    // The others are heard as before.
    const std::string bytes = get("/");
    co_await asio::async_write(sockets[3], asio::buffer(bytes), ra::nothrow);
    std::string all = co_await served.heard_from(sockets[3]);
    said.push_back(std::move(all));
  });
  BOOST_REQUIRE(said.size() == 4U);
  BOOST_TEST(has(said[0], "503 Service Unavailable"));
  BOOST_TEST(has(said[1], "503 Service Unavailable"));
  BOOST_TEST(said[2] == "");
  BOOST_TEST(has(said[3], "200 OK"));
}

// Who cannot write any more mostly does not read either.
BOOST_AUTO_TEST_CASE(who_is_refused_may_end_what_it_writes_and_hears_why) {
  ServerOptions options;
  options.to_part = std::chrono::minutes{1};
  Served served{options};
  const std::string body(std::size_t{16} << 20U, 'x');  // more than the sockets hold
  served.run([&]() -> asio::awaitable<void> {
    tcp::socket socket{served.io};
    co_await served.connect(socket);
    const std::string all = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16777216\r\n\r\n" + body;
    const auto [ec, n] = co_await asio::async_write(socket, asio::buffer(all), ra::nothrow);
    BOOST_TEST(!ec);
    BOOST_TEST(n == all.size());
    const std::string said = co_await served.heard_from(socket);
    BOOST_TEST(has(said, "413 Content Too Large"));
  });
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_was_told_that_it_has_ended_and_goes_on_is_left) {
  ServerOptions options;
  options.to_ask = std::chrono::hours{1};
  options.to_part = std::chrono::milliseconds{50};
  Served served{options};
  served.run([&]() -> asio::awaitable<void> {
    for (const std::string& bytes : {std::string{"what?\r\n\r\n"}, get("/")}) {
      tcp::socket socket{served.io};
      co_await served.connect(socket);
      co_await asio::async_write(socket, asio::buffer(bytes), ra::nothrow);
      const std::string said = co_await served.heard_from(socket);
      BOOST_TEST(has(said, "Connection: close\r\n"));
      const std::size_t n = co_await served.dripped_to(socket, 20'000);
      BOOST_TEST(n < 20'000U);
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
