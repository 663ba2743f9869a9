// What goes wrong, and whether the request may have taken effect.
#include "loopback.hpp"
#include "raw_server.hpp"

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using ra::Errc;
using ra::http::Method;
using ra::test::Answer;
using ra::test::chunked;
using ra::test::Fault;
using ra::test::Loopback;
using ra::test::RawServer;
using ra::test::ReceivedRequest;

BOOST_AUTO_TEST_SUITE(transport_faults)

BOOST_AUTO_TEST_CASE(faults_on_a_new_connection_say_whether_the_request_may_have_taken_effect) {
  struct Row {
    Fault fault;
    std::string message;
  };
  const std::vector<Row> rows{
      {Fault::reset, ": the connection was closed before an answer came"},
      {Fault::truncate, ": the answer was cut short"},
      {Fault::never, ": no answer within 80 ms"},
  };
  for (const Row& row : rows) {
    for (const Method method : {Method::get, Method::head, Method::post, Method::delete_}) {
      if (method == Method::head && row.fault == Fault::truncate) continue;  // has no body to cut
      Loopback loop{fault_at(1, row.fault)};
      auto request = loop.request(method, "/x?secret=1");
      request.timeout = 80ms;

      const auto response = loop.send(request);

      const bool reading = method == Method::get || method == Method::head;
      BOOST_TEST_CONTEXT(to_string(method) << row.message) {
        BOOST_TEST_REQUIRE(response.has_error());
        BOOST_TEST((response.error().code == (reading ? Errc::transient : Errc::uncertain)));
        BOOST_TEST(response.error().message == fmt::format("{} {}{}", to_string(method), loop.url("/x"), row.message));
        BOOST_TEST(loop.received.size() == 1U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_transient_for_post_too) {
  Loopback loop;
  const std::string url = loop.url("/x");
  loop.server.stop();
  ra::http::Request request;
  request.method = Method::post;
  request.url = url;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(response.error().message.find("Connection refused") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_slow_answer_is_waited_for_within_the_timeout_of_the_whole_exchange) {
  Loopback loop{[](const ReceivedRequest&) { return broken(Fault::slow, std::string(48, 'x')); }};
  auto request = loop.request(Method::get);

  BOOST_TEST(loop.send(request)->body == std::string(48, 'x'));

  loop.handler = [](const ReceivedRequest&) { return broken(Fault::slow, std::string(1600, 'x')); };
  request.timeout = 90ms;
  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(response.error().message.ends_with("no complete answer within 90 ms"));
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_as_large_as_allowed_and_not_one_byte_more) {
  const std::string until_close = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
  constexpr std::uint64_t limit = 1000;
  for (const std::size_t size : {limit - 1, limit, limit + 1}) {
    const std::string body(size, 'x');
    Loopback loop;
    const RawServer raw{loop.context, until_close + body};
    for (const std::string form : {"length", "chunked", "until the end"}) {
      loop.handler = [&](const ReceivedRequest&) {
        return form == "chunked" ? chunked(body) : broken(Fault::none, body);
      };
      auto request = loop.request(Method::get);
      if (form == "until the end") request.url = fmt::format("http://127.0.0.1:{}/", raw.port());
      request.max_body = limit;

      const auto response = loop.send(request);

      BOOST_TEST_CONTEXT(form << " " << size) {
        BOOST_TEST(response.has_value() == (size <= limit));
        if (response) BOOST_TEST(response->body == body);
        if (!response) BOOST_TEST((response.error().code == Errc::internal));
        if (!response) BOOST_TEST(response.error().message.ends_with("the answer is larger than 1000 bytes"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(who_refuses_a_large_body_before_it_has_all_of_it_is_heard) {
  Loopback loop;
  const RawServer raw{loop.context, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"};
  ra::http::Request request;
  request.method = Method::put;
  request.url = fmt::format("http://127.0.0.1:{}/", raw.port());
  request.body = std::string(std::size_t{20} << 20U, 'x');

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 413);
  BOOST_TEST(response->body == "no");
}

BOOST_AUTO_TEST_CASE(the_head_of_an_answer_has_its_limit_too) {
  constexpr std::size_t limit = 49'152;
  constexpr std::size_t piece = 16'384;  // as much as is read at once
  for (const std::size_t size : {limit - 1, limit, limit + piece + 1}) {
    std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    while (head.size() + 200 < size) head += "Name: " + std::string(92, 'x') + "\r\n";
    head += "X: ";
    head += std::string(size - head.size() - 4, 'x') + "\r\n\r\n";
    Loopback loop;
    const RawServer raw{loop.context, head};
    ra::http::Request request;
    request.url = fmt::format("http://127.0.0.1:{}/", raw.port());

    BOOST_TEST(loop.send(request).has_value() == (size <= limit), head.size() << " bytes");
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_the_head_has_its_limit_too) {
  // That of the head; at 65,534 and more Beast throws.
  for (const std::size_t size : {49'000U, 50'000U, 65'530U, 65'534U, 70'000U}) {
    Loopback loop;
    const RawServer raw{loop.context,
                        "HTTP/1.1 200 OK\r\nX: " + std::string(size, 'x') + "\r\nContent-Length: 0\r\n\r\n"};
    ra::http::Request request;
    request.url = fmt::format("http://127.0.0.1:{}/", raw.port());

    const auto response = loop.send(request);

    BOOST_TEST(response.has_value() == (size == 49'000), size << " bytes");
    if (!response) BOOST_TEST((response.error().code == Errc::transient));
  }
}

BOOST_AUTO_TEST_CASE(a_post_whose_answer_is_too_large_may_have_taken_effect) {
  Loopback loop{[](const ReceivedRequest&) { return broken(Fault::none, "12345"); }};
  auto request = loop.request(Method::post);
  request.max_body = 4;

  BOOST_TEST((loop.send(request).error().code == Errc::uncertain));
}

BOOST_AUTO_TEST_CASE(what_is_not_http_is_a_broken_answer) {
  Loopback loop;
  const RawServer raw{loop.context, "SSH-2.0-OpenSSH_9.2\r\n\r\n"};
  ra::http::Request request;
  request.url = fmt::format("http://127.0.0.1:{}/", raw.port());

  BOOST_TEST((loop.send(request).error().code == Errc::transient));
  request.method = Method::post;
  BOOST_TEST((loop.send(request).error().code == Errc::uncertain));
}

BOOST_AUTO_TEST_CASE(a_cancelled_request_ends_at_once_and_a_post_may_have_taken_effect) {
  for (const Method method : {Method::get, Method::post}) {
    Loopback loop{[](const ReceivedRequest&) { return broken(Fault::never); }};
    asio::cancellation_signal stop;
    ra::Result<ra::http::Response> result = ra::error(Errc::internal, "not run");
    const auto one = [&]() -> asio::awaitable<void> {
      const auto request = loop.request(method);
      result = co_await loop.client().send(request);
    };
    asio::co_spawn(loop.context, one, asio::bind_cancellation_slot(stop.slot(), asio::detached));
    loop.pause();
    BOOST_TEST(loop.received.size() == 1U);

    stop.emit(asio::cancellation_type::terminal);
    loop.pause();

    BOOST_TEST_REQUIRE(result.has_error());
    BOOST_TEST((result.error().code == (method == Method::get ? Errc::cancelled : Errc::uncertain)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
