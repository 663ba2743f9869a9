// One request, one answer.
#include "base/files.hpp"
#include "loopback.hpp"
#include "raw_server.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

using namespace std::chrono_literals;
using ra::Errc;
using ra::http::Method;
using ra::test::Answer;
using ra::test::chunked;
using ra::test::Fault;
using ra::test::Loopback;
using ra::test::RawServer;
using ra::test::ReceivedRequest;

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

BOOST_AUTO_TEST_CASE(a_part_of_a_file_is_sent_between_what_comes_before_it_and_after_it) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.bin", std::string(70'000, 'x') + "0123456789").has_value());
  Loopback loop;
  auto request = loop.request(Method::put);
  request.body = "<";
  request.body_file = folder / "a.bin";
  request.file_from = 69'999;
  request.file_bytes = 4;
  request.body_end = ">";

  BOOST_TEST(loop.send(request).has_value());
  request.file_bytes.reset();
  BOOST_TEST(loop.send(request).has_value());

  BOOST_TEST_REQUIRE(loop.received.size() == 2U);
  BOOST_TEST(loop.received[0].body == "<x012>");
  BOOST_TEST(loop.received[1].body == "<x0123456789>");
}

BOOST_AUTO_TEST_CASE(a_part_that_a_file_does_not_have_is_not_sent) {
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.bin", "0123456789").has_value());
  Loopback loop;
  auto request = loop.request(Method::put);
  request.body_file = folder / "a.bin";
  request.file_from = 8;
  request.file_bytes = 2;
  BOOST_TEST(loop.send(request).has_value());
  request.file_bytes = 3;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::config));
  BOOST_TEST(loop.received.size() == 1U);
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
