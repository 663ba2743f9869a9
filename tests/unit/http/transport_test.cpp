#include "http/transport.hpp"
#include "base/coroutine.hpp"
#include "base/nothrow.hpp"

#include "loopback.hpp"
#include "raw_server.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>
#include <sstream>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using ra::Errc;
using ra::http::Method;
using ra::test::Answer;
using ra::test::Fault;
using ra::test::Loopback;
using ra::test::RawServer;
using ra::test::ReceivedRequest;

namespace {

Answer broken(Fault fault, std::string body = "0123456789") {
  Answer answer;
  answer.body = std::move(body);
  answer.fault = fault;
  return answer;
}

Answer chunked(const std::string& body) {
  Answer answer;
  answer.headers.set("Transfer-Encoding", "chunked");
  answer.body = fmt::format("{:x};name=value\r\n{}\r\n0\r\nTrailer: x\r\n\r\n", body.size(), body);
  return answer;
}

// An answer for the nth request, counted from 1.
ra::test::Handler fault_at(int n, Fault fault) {
  return [n, fault, count = 0](const ReceivedRequest&) mutable { return ++count == n ? broken(fault) : Answer{}; };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport)

BOOST_AUTO_TEST_CASE(a_request_goes_out_whole_and_its_answer_comes_back) {
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.status = 201;
    answer.headers.add("X-Twice", "1");
    answer.headers.add("X-Twice", "2");
    answer.body = "made";
    return answer;
  }};
  loop.options.user_agent = "release-action/9";
  auto request = loop.request(Method::post, "/api/v3/x%2Fy?page-token=a%20b");
  request.headers.set("Circle-Token", "abc");
  request.body = R"({"a":1})";

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 201);
  BOOST_TEST(response->body == "made");
  BOOST_TEST(response->headers.get("x-twice") == "1");
  BOOST_TEST_REQUIRE(loop.received.size() == 1U);
  const ReceivedRequest& seen = loop.received.front();
  BOOST_TEST(seen.method == "POST");
  BOOST_TEST(seen.target == "/api/v3/x%2Fy?page-token=a%20b");
  BOOST_TEST(seen.body == R"({"a":1})");
  BOOST_TEST(seen.headers.get("Host") == fmt::format("127.0.0.1:{}", loop.server.port()));
  BOOST_TEST(seen.headers.get("User-Agent") == "release-action/9");
  BOOST_TEST(seen.headers.get("Circle-Token") == "abc");
  BOOST_TEST(seen.headers.get("Content-Length") == "7");
  BOOST_TEST(seen.headers.get("Accept-Encoding") == "");
}

BOOST_AUTO_TEST_CASE(every_method_is_sent_by_its_name) {
  Loopback loop;
  for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_}) {
    BOOST_TEST(loop.send(loop.request(method)).has_value());
    BOOST_TEST(loop.received.back().method == to_string(method));
    // RFC 9110 8.6: said even of no body, where the method gives one a meaning.
    const bool says_length = method == Method::post || method == Method::put;
    BOOST_TEST(loop.received.back().headers.get("Content-Length") == (says_length ? "0" : ""));
  }
}

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

BOOST_AUTO_TEST_CASE(large_bodies_go_out_and_come_back_whole) {
  std::string large(3U << 20U, ' ');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i % 23);
  Loopback loop{[](const ReceivedRequest& request) { return broken(Fault::none, request.body); }};
  auto request = loop.request(Method::post);
  request.body = large;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST((response->body == large));
}

BOOST_AUTO_TEST_CASE(a_post_whose_answer_is_too_large_may_have_taken_effect) {
  Loopback loop{[](const ReceivedRequest&) { return broken(Fault::none, "12345"); }};
  auto request = loop.request(Method::post);
  request.max_body = 4;

  BOOST_TEST((loop.send(request).error().code == Errc::uncertain));
}

BOOST_AUTO_TEST_CASE(a_redirect_is_an_answer_like_any_other) {
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.status = 302;
    answer.headers.set("Location", "/elsewhere");
    return answer;
  }};

  const auto response = loop.get();

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 302);
  BOOST_TEST(response->headers.get("location") == "/elsewhere");
  BOOST_TEST(loop.received.size() == 1U);
}

BOOST_AUTO_TEST_CASE(answers_without_a_body_leave_the_connection_in_order) {
  Loopback loop{[](const ReceivedRequest& request) {
    Answer answer;
    if (request.method == "HEAD") answer.headers.set("Content-Length", "1000000");
    if (request.target == "/204") answer.status = 204;
    if (request.target == "/304") answer.status = 304;
    if (request.target == "/304") answer.headers.set("Content-Length", "77");
    return answer;
  }};
  auto head = loop.request(Method::head);
  head.max_body = 10;  // of a body, which HEAD has not

  BOOST_TEST(loop.send(head)->headers.get("Content-Length") == "1000000");
  BOOST_TEST(loop.get("/204")->status == 204);
  BOOST_TEST(loop.get("/304")->status == 304);
  BOOST_TEST(loop.get("/chunked")->status == 200);

  BOOST_TEST(loop.received.back().connection == 1U);
}

BOOST_AUTO_TEST_CASE(chunked_answers_are_put_together) {
  Loopback loop{[](const ReceivedRequest&) { return chunked("hello"); }};

  BOOST_TEST(loop.get()->body == "hello");
  BOOST_TEST(loop.get()->body == "hello");

  BOOST_TEST(loop.received.back().connection == 1U);
}

BOOST_AUTO_TEST_CASE(early_hints_are_passed_over) {
  Loopback loop;
  const RawServer raw{loop.context,
                      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
  ra::http::Request request;
  request.url = fmt::format("http://127.0.0.1:{}/", raw.port());

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 200);
  BOOST_TEST(response->body == "ok");
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

BOOST_AUTO_TEST_CASE(what_must_not_be_sent_is_refused_before_a_byte_is) {
  Loopback loop;
  const auto refused = [&](const ra::http::Request& request) {
    const auto response = loop.send(request);
    return response.has_error() && response.error().code == Errc::config;
  };
  auto broken_token = loop.request(Method::get);
  broken_token.headers.set("Circle-Token", "abc\n");
  auto broken_name = loop.request(Method::get);
  broken_name.headers.set("A:b", "abc");
  auto with_user = loop.request(Method::get);
  with_user.url = fmt::format("http://me:secret@127.0.0.1:{}/", loop.server.port());
  auto no_url = loop.request(Method::get);
  no_url.url = "/api/v2/me";

  BOOST_TEST(refused(broken_token));
  BOOST_TEST(refused(broken_name));
  BOOST_TEST(refused(with_user));
  BOOST_TEST(refused(no_url));
  BOOST_TEST(loop.received.empty());
  BOOST_TEST(loop.send(broken_token).error().message.find("abc") == std::string::npos);
  BOOST_TEST(loop.send(with_user).error().message.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_token_never_goes_over_plain_http_to_another_machine) {
  Loopback proxy;  // sees all that would leave
  proxy.options.proxy.http_proxy = proxy.server.url();
  for (const char* name : {"Authorization", "authorization", "Circle-Token", "PRIVATE-TOKEN", "Cookie", "X-Api-Key"}) {
    ra::http::Request request;
    request.url = "http://ci.example/x";
    request.headers.set(name, "abcdef");

    const auto response = proxy.send(request);

    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST_REQUIRE(response.has_error());
      BOOST_TEST((response.error().code == Errc::config));
      BOOST_TEST(response.error().message.find("abcdef") == std::string::npos);
      BOOST_TEST(proxy.received.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(plain_http_goes_through_its_proxy_in_absolute_form) {
  Loopback proxy;
  proxy.options.proxy.http_proxy = proxy.server.url();
  ra::http::Request request;
  request.url = "http://ci.example:8080/x?y=1";

  const auto response = proxy.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(proxy.received.front().target == "http://ci.example:8080/x?y=1");
  BOOST_TEST(proxy.received.front().headers.get("Host") == "ci.example:8080");
}

BOOST_AUTO_TEST_CASE(hosts_in_no_proxy_are_asked_directly) {
  // On Linux 0.0.0.0 leads to this machine, but is no loopback address, which no proxy ever sees.
  for (const bool exempt : {true, false}) {
    Loopback loop;
    Loopback proxy;
    loop.options.proxy.http_proxy = proxy.server.url();
    proxy.server.stop();
    if (exempt) loop.options.proxy.no_proxy = {"0.0.0.0"};
    ra::http::Request request;
    request.url = fmt::format("http://0.0.0.0:{}/", loop.server.port());

    BOOST_TEST(loop.send(request).has_value() == exempt);
  }
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

BOOST_AUTO_TEST_CASE(each_request_is_one_debug_line_without_its_query) {
  const ra::test::TemporaryFolder folder;
  const auto path = folder / "log";
  Loopback loop;
  loop.log = ra::Log{{.level = ra::LogLevel::trace, .colour = false, .json_file = path.string()}, {}};
  auto request = loop.request(Method::get, "/api?secret=1");
  request.headers.set("Authorization", "Bearer secret");

  BOOST_TEST(loop.send(request).has_value());

  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  BOOST_TEST(text.str().find(fmt::format("GET {} → 200 (", loop.url("/api"))) != std::string::npos);
  BOOST_TEST(text.str().find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_sent_whole_and_its_length_told) {
  const ra::test::TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 50'000; ++i) bytes += static_cast<char>(i * 7);
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.bin", bytes + bytes + bytes).has_value());
  Loopback loop;
  auto request = loop.request(Method::post);
  request.body_file = folder / "a.bin";

  BOOST_TEST(loop.send(request).has_value());
  BOOST_TEST(loop.post().has_value());

  BOOST_TEST_REQUIRE(loop.received.size() == 2U);
  BOOST_TEST((loop.received[0].body == bytes + bytes + bytes));
  BOOST_TEST(loop.received[0].headers.get("Content-Length") == "150000");
  BOOST_TEST(loop.received[1].connection == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_reaches_nobody) {
  Loopback loop;
  auto request = loop.request(Method::post);
  request.body_file = "/nonexistent/a.bin";

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::config));
  BOOST_TEST(loop.received.empty());
}

BOOST_AUTO_TEST_SUITE_END()
