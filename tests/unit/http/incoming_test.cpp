#include "http/incoming.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace ra::http;
using State = IncomingRead::State;

namespace {

constexpr IncomingLimits limits;

IncomingRead read(const std::string& text) { return read_incoming(text, limits); }

std::string request_with(const std::string& fields) { return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }

int status_of(const std::string& text) {
  const IncomingRead seen = read(text);
  return seen.state == State::refused ? seen.status : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_incoming)

BOOST_AUTO_TEST_CASE(a_request_is_read_with_its_body_and_no_further) {
  const std::string text =
      "POST /api/products/apim%403.1.0/certify?x=1 HTTP/1.1\r\nHost: LocalHost:8787\r\ncontent-length: "
      "4\r\n\r\nbodyGET";
  const IncomingRead seen = read(text);
  BOOST_TEST((seen.state == State::whole));
  BOOST_TEST(seen.size == text.size() - 3);
  BOOST_TEST(seen.request.method == "POST");
  BOOST_TEST(seen.request.path == "/api/products/apim@3.1.0/certify");
  BOOST_TEST(seen.request.host == "localhost:8787");
  BOOST_TEST(seen.request.body == "body");
  BOOST_TEST(seen.request.keep_alive);
}

BOOST_AUTO_TEST_CASE(what_is_not_whole_is_waited_for) {
  const std::string text = request_with("Content-Length: 2\r\n") + "ab";
  for (std::size_t size = 0; size < text.size() - 2; ++size)
    BOOST_TEST((read(text.substr(0, size)).state == State::more));
  BOOST_TEST((read(text.substr(0, text.size() - 2)).state == State::head));
  BOOST_TEST((read(text.substr(0, text.size() - 1)).state == State::head));
  BOOST_TEST((read(text).state == State::whole));
}

BOOST_AUTO_TEST_CASE(a_head_may_be_as_large_as_its_limit) {
  const std::size_t rest = limits.head - request_with("X: \r\n").size();
  BOOST_TEST((read(request_with("X: " + std::string(rest - 1, 'x') + "\r\n")).state == State::whole));
  BOOST_TEST((read(request_with("X: " + std::string(rest, 'x') + "\r\n")).state == State::whole));
  BOOST_TEST(status_of(request_with("X: " + std::string(rest + 1, 'x') + "\r\n")) == 431);
  // And who never comes to its end is not waited for.
  BOOST_TEST((read(request_with("").substr(0, 10) + std::string(limits.head - 10, 'x')).state == State::more));
  BOOST_TEST(status_of("GET / HTTP/1.1\r\nX: " + std::string(limits.head, 'x')) == 431);
  BOOST_TEST(status_of("GET /" + std::string(limits.head, 'x')) == 414);
}

BOOST_AUTO_TEST_CASE(a_head_may_have_as_many_lines_as_its_limit) {
  const auto with = [](std::size_t count) {  // and Host
    std::string fields;
    for (std::size_t i = 1; i < count; ++i) fields += "X: y\r\n";
    return request_with(fields);
  };
  BOOST_TEST((read(with(limits.fields - 1)).state == State::whole));
  BOOST_TEST((read(with(limits.fields)).state == State::whole));
  BOOST_TEST(status_of(with(limits.fields + 1)) == 431);
}

BOOST_AUTO_TEST_CASE(a_body_may_be_as_large_as_its_limit_and_is_refused_before_it_comes) {
  const auto with = [](std::size_t size) { return request_with("Content-Length: " + std::to_string(size) + "\r\n"); };
  BOOST_TEST((read(with(limits.body - 1) + std::string(limits.body - 1, 'x')).state == State::whole));
  BOOST_TEST((read(with(limits.body) + std::string(limits.body, 'x')).state == State::whole));
  BOOST_TEST(status_of(with(limits.body + 1)) == 413);
  BOOST_TEST(status_of(request_with("Content-Length: 99999999999999999999999\r\n")) == 413);
}

BOOST_AUTO_TEST_CASE(who_could_be_misunderstood_about_its_end_is_refused) {
  BOOST_TEST(status_of(request_with("Content-Length: 1\r\nContent-Length: 1\r\n")) == 400);
  BOOST_TEST(status_of(request_with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")) == 400);
  BOOST_TEST(status_of(request_with("Transfer-Encoding: chunked\r\n")) == 411);
  for (const char* length : {"-1", "+1", "1 ", "0x1", "1,1", "", "a"}) {
    if (std::string{length} == "1 ") continue;  // blanks around a value are none of it
    BOOST_TEST(status_of(request_with("Content-Length: " + std::string{length} + "\r\n")) == 400, length);
  }
  BOOST_TEST(status_of(request_with("Content-Length : 1\r\n")) == 400);
  BOOST_TEST(status_of(request_with("X: a\r\n b\r\n")) == 400);
  BOOST_TEST(status_of(request_with("X: a\nContent-Length: 5\r\n")) == 400);
  BOOST_TEST(status_of(request_with("X: a\rb\r\n")) == 400);
  BOOST_TEST(status_of(request_with(std::string{"X: a\0b\r\n", 8})) == 400);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_told_so_at_once) {
  BOOST_TEST(status_of("\x16\x03\x01\x02") == 400);  // TLS
  BOOST_TEST(status_of("GET /\r\n\r\n") == 400);
  BOOST_TEST(status_of("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST(status_of("G(T / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
  BOOST_TEST(status_of("GET / HTTP/1.2\r\nHost: a\r\n\r\n") == 505);
  BOOST_TEST(status_of("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST(status_of("GET /%0 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST(status_of("GET /%0a HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST(status_of("GET /%+1 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
  BOOST_TEST((read("\r\n\r\n" + request_with("")).state == State::whole));
}

BOOST_AUTO_TEST_CASE(it_names_one_host) {
  BOOST_TEST(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
  BOOST_TEST(status_of(request_with("Host: b\r\n")) == 400);
  BOOST_TEST(status_of("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n") == 400);
  BOOST_TEST((read("GET / HTTP/1.0\r\n\r\n").state == State::whole));
  BOOST_TEST(read("GET http://B:1/x HTTP/1.1\r\nHost: a\r\n\r\n").request.host == "b:1");
  BOOST_TEST(read("GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n").request.path == "/x");
}

BOOST_AUTO_TEST_CASE(a_connection_goes_on_as_its_version_says) {
  BOOST_TEST(read(request_with("")).request.keep_alive);
  BOOST_TEST(!read(request_with("Connection: Close\r\n")).request.keep_alive);
  BOOST_TEST(!read("GET / HTTP/1.0\r\n\r\n").request.keep_alive);
  BOOST_TEST(read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").request.keep_alive);
}

BOOST_AUTO_TEST_SUITE_END()
