#include "served.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::http;
using namespace ra::http::test;

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
    tcp::socket socket{served.io};
    co_await served.connect(socket);
    co_await asio::async_write(socket, asio::buffer(head), ra::nothrow);
    std::array<char, 4096> piece{};
    const auto [ec, n] = co_await socket.async_read_some(asio::buffer(piece), ra::nothrow);
    said.append(piece.data(), n);
    const std::string begin = "bo";
    co_await asio::async_write(socket, asio::buffer(begin), ra::nothrow);
    const auto sleep = real_sleep();
    const ra::Duration a_moment{10};
    co_await sleep(a_moment);  // so that it comes in two pieces
    const std::string end = "dy";
    co_await asio::async_write(socket, asio::buffer(end), ra::nothrow);
    const auto [ec2, n2] = co_await socket.async_read_some(asio::buffer(piece), ra::nothrow);
    said.append(piece.data(), n2);
  });
  BOOST_TEST(said.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));  // once
  BOOST_TEST(said.ends_with("POST /x body"));
}

BOOST_AUTO_TEST_CASE(nothing_that_follows_a_refusal_on_its_connection_is_heard) {
  Served served;
  const std::string said = served.ask("GET / HTTP/1.1\r\n\r\n" + get("/2"));
  BOOST_TEST(has(said, "400 Bad Request"));
  BOOST_TEST(has(said, "Connection: close\r\n"));
  BOOST_TEST(said.find("HTTP/1.1", 1) == std::string::npos);
  BOOST_TEST(served.asked.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_body_has_no_length) {
  Served served{ServerOptions{}, [](Incoming request) -> asio::awaitable<Reply> {
                  co_return text_reply(request.path == "/204" ? 204 : 304, request.path == "/204" ? "" : "as it was");
                }};
  for (const char* path : {"/204", "/304"}) {
    const std::string said = served.ask(get(path));
    BOOST_TEST(has(said, std::string{"HTTP/1.1 "} + (path + 1)));
    BOOST_TEST(!has(said, "Content-Length"), said);
    BOOST_TEST(said.ends_with("\r\n\r\n"), said);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_has_changed_is_never_taken_for_whole) {
  const ra::test::TemporaryFolder folder;
  BOOST_REQUIRE(ra::write_file(folder.path() / "file", "0123456789"));
  const std::string file = (folder.path() / "file").string();
  Served served{ServerOptions{}, [&](Incoming request) -> asio::awaitable<Reply> {
                  Reply reply = text_reply(200, "");
                  reply.body = nullptr;
                  reply.file = std::make_shared<ra::FileReader>(ra::FileReader::open(file).value());
                  reply.file_size = request.path == "/longer" ? 7 : 12;
                  co_return reply;
                }};
  const std::string longer = served.ask(get("/longer", "") + get("/longer"));
  BOOST_TEST(has(longer, "\r\n\r\n0123456HTTP/1.1 200 OK\r\n"));
  BOOST_TEST(longer.ends_with("\r\n\r\n0123456"));
  // What is said to be longer than it is ends with its connection.
  const std::string shorter = served.ask(get("/shorter", "") + get("/shorter"));
  BOOST_TEST(has(shorter, "Content-Length: 12\r\n"));
  BOOST_TEST(shorter.ends_with("\r\n\r\n0123456789"));
  BOOST_TEST(shorter.find("HTTP/1.1", 1) == std::string::npos);
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
  for (const char* wrong :
       {"", ":", "127.0.0.1:", "127.0.0.1:65536", "example.org:1", "127.0.0.1:-1", "127.0.0.1:80x", "80 ", "1:2:3"})
    BOOST_TEST(parse_endpoint(wrong).error().message.find("nothing to listen on") != std::string::npos, wrong);
}

BOOST_AUTO_TEST_CASE(where_somebody_listens_nobody_else_does) {
  Served served;
  const auto taken =
      Listener::open(served.io.get_executor(), parse_endpoint(std::string_view{served.server.url()}.substr(7)).value());
  BOOST_TEST((taken.error().code == ra::Errc::conflict));
}

BOOST_AUTO_TEST_SUITE_END()
