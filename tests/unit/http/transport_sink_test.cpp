// Answers that are handed on while they come.
#include "loopback.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::http::Response;
using ra::test::Answer;
using ra::test::chunked;
using ra::test::Fault;
using ra::test::Loopback;
using ra::test::ReceivedRequest;

namespace {

struct Sink final : ra::http::BodySink {
  int begun = 0;
  int status = 0;
  std::string length;
  std::string text;
  std::size_t largest = 0;
  std::size_t most = ~std::size_t{0};

  ra::Result<> begin(const Response& head) override {
    ++begun;
    status = head.status;
    length = head.headers.get("Content-Length");
    text.clear();
    return {};
  }

  ra::Result<> write(std::string_view piece) override {
    if (text.size() + piece.size() > most) return ra::error(Errc::conflict, "no room");
    largest = std::max(largest, piece.size());
    text += piece;
    return {};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_sink)

BOOST_AUTO_TEST_CASE(a_large_body_goes_to_its_sink_in_small_pieces) {
  std::string body;
  for (int i = 0; body.size() < (8U << 20U); ++i) body += fmt::format("{:07}\n", i);
  Loopback loop{[&](const ReceivedRequest&) {
    Answer answer;
    answer.body = body;
    return answer;
  }};
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->body.empty());
  BOOST_TEST(sink.begun == 1);
  BOOST_TEST(sink.length == std::to_string(body.size()));
  BOOST_TEST((sink.text == body));
  BOOST_TEST(sink.largest < (1U << 20U));
}

BOOST_AUTO_TEST_CASE(a_chunked_body_comes_without_its_chunks) {
  Loopback loop{[](const ReceivedRequest&) { return chunked("0123456789"); }};
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;

  BOOST_TEST(loop.send(request).has_value());

  BOOST_TEST(sink.text == "0123456789");
}

BOOST_AUTO_TEST_CASE(an_empty_body_begins_all_the_same) {
  Loopback loop;
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;

  BOOST_TEST(loop.send(request).has_value());

  BOOST_TEST(sink.begun == 1);
  BOOST_TEST(sink.status == 200);
}

BOOST_AUTO_TEST_CASE(what_is_no_success_keeps_its_body) {
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.status = 404;
    answer.body = "no such file";
    return answer;
  }};
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST(response->body == "no such file");
  BOOST_TEST(sink.begun == 0);
}

BOOST_AUTO_TEST_CASE(a_sink_that_refuses_ends_the_request_with_its_error) {
  Loopback loop{[](const ReceivedRequest&) {
    Answer answer;
    answer.body = "0123456789";
    return answer;
  }};
  Sink sink;
  sink.most = 9;
  auto request = loop.request(Method::get);
  request.into = &sink;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::conflict));
  BOOST_TEST(response.error().message.ends_with("no room"));
}

BOOST_AUTO_TEST_CASE(the_limit_of_an_answer_holds_for_sinks_too) {
  Loopback loop{[](const ReceivedRequest&) { return chunked("0123456789"); }};
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;
  request.max_body = 10;
  BOOST_TEST(loop.send(request).has_value());

  request.max_body = 9;

  BOOST_TEST(loop.send(request).has_error());
}

BOOST_AUTO_TEST_CASE(a_cut_answer_is_an_error_and_its_repetition_begins_again) {
  Loopback loop{[count = 0](const ReceivedRequest&) mutable {
    return ++count == 1 ? ra::test::broken(Fault::truncate) : ra::test::broken(Fault::none);
  }};
  Sink sink;
  auto request = loop.request(Method::get);
  request.into = &sink;

  BOOST_TEST(loop.send(request).has_error());
  BOOST_TEST(loop.send(request).has_value());

  BOOST_TEST(sink.begun == 2);
  BOOST_TEST(sink.text == "0123456789");
}

BOOST_AUTO_TEST_SUITE_END()
