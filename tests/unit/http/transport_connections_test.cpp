// Connections that are kept, shared, found dead.
#include "base/nothrow.hpp"
#include "loopback.hpp"
#include "raw_server.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <set>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using ra::Errc;
using ra::http::Method;
using ra::test::Answer;
using ra::test::Fault;
using ra::test::Loopback;
using ra::test::RawServer;
using ra::test::ReceivedRequest;

BOOST_AUTO_TEST_SUITE(transport_connections)

BOOST_AUTO_TEST_CASE(a_connection_is_kept_for_the_next_request) {
  Loopback loop;

  for (int i = 0; i < 5; ++i) BOOST_TEST(loop.get().has_value());

  BOOST_TEST(loop.received.back().connection == 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_wants_closed_is_not_kept) {
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.headers.set("Connection", "close");
    return answer;
  }};

  BOOST_TEST(loop.get().has_value());
  BOOST_TEST(loop.post().has_value());

  BOOST_TEST(loop.received.back().connection == 2U);
}

BOOST_AUTO_TEST_CASE(requests_run_side_by_side_and_share_connections_later) {
  int now = 0;
  int most = 0;
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.delay = 30ms;
    return answer;
  }};
  const auto one = [&](asio::steady_timer& done) -> asio::awaitable<void> {
    const auto request = loop.request(Method::get);
    most = std::max(most, ++now);
    const auto response = co_await loop.client().send(request);
    BOOST_TEST(response.has_value());
    if (--now == 0) done.cancel();
  };
  const auto eight = [&]() -> asio::awaitable<void> {
    asio::steady_timer done{loop.context, std::chrono::steady_clock::time_point::max()};
    for (int i = 0; i < 8; ++i) ra::spawn(loop.context.get_executor(), one(done));
    co_await done.async_wait(ra::nothrow);
  };

  loop.run(eight);
  loop.run(eight);

  std::set<std::size_t> connections;
  for (const auto& request : loop.received) connections.insert(request.connection);
  BOOST_TEST(most == 8);
  BOOST_TEST(loop.received.size() == 16U);
  BOOST_TEST(connections.size() == 8U);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_outlives_the_deadline_of_the_request_before) {
  Loopback loop;
  auto request = loop.request(Method::get);
  request.timeout = 40ms;
  BOOST_TEST(loop.send(request).has_value());
  loop.pause(60ms);

  BOOST_TEST(loop.get().has_value());

  BOOST_TEST(loop.received.back().connection == 1U);
}

BOOST_AUTO_TEST_CASE(no_more_connections_are_kept_than_allowed) {
  for (const std::size_t allowed : {0U, 1U}) {
    Loopback loop;
    loop.options.max_idle = allowed;

    BOOST_TEST(loop.get().has_value());
    BOOST_TEST(loop.get().has_value());

    BOOST_TEST(loop.received.back().connection == 2U - allowed);
  }
}

BOOST_AUTO_TEST_CASE(get_on_a_kept_connection_that_dies_is_repeated_once_on_a_new_one) {
  for (const Method method : {Method::get, Method::head}) {
    Loopback loop{fault_at(2, Fault::reset)};
    BOOST_TEST(loop.get().has_value());

    const auto response = loop.send(loop.request(method));

    BOOST_TEST(response.has_value());
    BOOST_TEST(loop.received.size() == 3U);
    BOOST_TEST(loop.received.back().connection == 2U);
  }
}

BOOST_AUTO_TEST_CASE(get_is_not_repeated_twice) {
  int count = 0;
  Loopback loop{[&](const ReceivedRequest&) { return ++count == 1 ? Answer{} : broken(Fault::reset); }};
  BOOST_TEST(loop.get().has_value());

  const auto response = loop.get();

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(loop.received.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_not_get_is_never_repeated_once_it_was_sent) {
  for (const Method method : {Method::post, Method::put, Method::patch, Method::delete_}) {
    Loopback loop{fault_at(2, Fault::reset)};
    BOOST_TEST(loop.get().has_value());

    const auto response = loop.send(loop.request(method));

    BOOST_TEST_REQUIRE(response.has_error());
    BOOST_TEST((response.error().code == Errc::uncertain));
    BOOST_TEST(loop.received.size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(put_that_says_so_is_repeated_as_get_is) {
  Loopback loop{fault_at(2, Fault::reset)};
  BOOST_TEST(loop.get().has_value());
  auto request = loop.request(Method::put);
  request.may_repeat = true;

  BOOST_TEST(loop.send(request).has_value());

  BOOST_TEST(loop.received.size() == 3U);
}

BOOST_AUTO_TEST_CASE(post_does_not_go_out_on_a_connection_that_was_closed_while_idle) {
  // An answer without a body, after which the server closes.
  Loopback loop{[](const ReceivedRequest&) { return broken(Fault::truncate, ""); }};
  BOOST_TEST(loop.get().has_value());
  loop.pause();

  const auto response = loop.post();

  BOOST_TEST(response.has_value());
  BOOST_TEST(loop.received.size() == 2U);
  BOOST_TEST(loop.received.back().connection == 2U);
}

BOOST_AUTO_TEST_CASE(bytes_that_nobody_asked_for_end_the_connection) {
  Loopback loop;
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
  const RawServer raw{loop.context, answer + "our" + answer + "not", loop.server.port()};  // and stays open
  auto request = loop.request(Method::get);
  request.url = fmt::format("http://127.0.0.1:{}/", raw.port());

  BOOST_TEST(loop.send(request)->body == "our");
  BOOST_TEST(loop.send(request)->body == "our");

  BOOST_TEST(raw.heads().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
