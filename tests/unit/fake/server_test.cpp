#include "support/fake_circleci/server.hpp"
#include "base/nothrow.hpp"

#include "support/fake_circleci/record.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;
namespace asio = boost::asio;

namespace {

Scenario scenario(const std::string& rest) {
  auto parsed = parse_scenario("{\"token\": \"the-token\", \"set_up\": \"all\"" + rest + "}");
  return std::move(*parsed);
}

// Everything that the server says to `text` until it closes the connection.
asio::awaitable<std::string> talk(unsigned short port, std::string text) {
  asio::ip::tcp::socket socket{co_await asio::this_coro::executor};
  const asio::ip::tcp::endpoint where{asio::ip::address_v4::loopback(), port};
  const auto [connected] = co_await socket.async_connect(where, ra::nothrow);
  if (connected) co_return "not connected";
  const auto written = co_await asio::async_write(socket, asio::buffer(text), ra::nothrow);
  if (std::get<0>(written)) co_return "not sent";
  std::string answer;
  auto buffer = asio::dynamic_buffer(answer);
  const auto [ended, bytes] = co_await asio::async_read(socket, buffer, ra::nothrow);
  if (ended != asio::error::eof) co_return "reset after " + answer;
  co_return answer;
}

std::string request(const std::string& line, const std::string& more = "Connection: close\r\n") {
  return line + " HTTP/1.1\r\nHost: x\r\nCircle-Token: the-token\r\n" + more + "\r\n";
}

// What one server says to each of some texts.
std::vector<std::string> conversation(const Scenario& what, const Server::Options& options,
                                      const std::vector<std::string>& texts) {
  std::vector<std::string> answers;
  const Clock clock;
  run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    Server server{executor, what, clock, options};
    for (const std::string& text : texts) {
      std::string answer = co_await talk(server.port(), text);
      answers.push_back(std::move(answer));
    }
    server.stop();
  });
  return answers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_server)

BOOST_AUTO_TEST_CASE(it_answers_over_http_and_closes_when_asked_to) {
  const auto answers = conversation(scenario(""), {}, {request("GET /api/v2/me")});

  BOOST_TEST(answers[0].starts_with("HTTP/1.1 200 "));
  BOOST_TEST(answers[0].find("Connection: close\r\n") != std::string::npos);
  BOOST_TEST(answers[0].find("\"login\":\"release-bot\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_keeps_a_connection_for_several_requests) {
  const auto answers =
      conversation(scenario(""), {}, {request("GET /api/v2/me", "") + request("GET /api/v2/project/gh/a/b")});

  BOOST_TEST(answers[0].find("\"login\"") != std::string::npos);
  BOOST_TEST(answers[0].find("\"gh/a/b\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_request_is_in_the_record_when_its_answer_arrives) {
  const TemporaryFolder folder;
  Server::Options options;
  options.record = folder / "record";

  conversation(scenario(""), options, {request("GET /api/v2/me"), request("GET /nothing")});

  const auto record = read_record(folder / "record");
  BOOST_REQUIRE_EQUAL(record->size(), 2U);
  BOOST_TEST((*record)[1].status == 404);
}

BOOST_AUTO_TEST_CASE(a_reset_reaches_the_client) {
  const auto answers = conversation(scenario(R"(, "faults": {"at": [{"request": 1, "fault": "reset"}]})"), {},
                                    {request("GET /api/v2/me")});

  BOOST_TEST(answers[0] == "reset after ");
}

BOOST_AUTO_TEST_CASE(a_truncated_body_is_shorter_than_announced) {
  const auto whole = conversation(scenario(""), {}, {request("GET /api/v2/me")});
  const auto cut = conversation(scenario(R"(, "faults": {"at": [{"request": 1, "fault": "truncate"}]})"), {},
                                {request("GET /api/v2/me")});

  BOOST_TEST(cut[0].size() < whole[0].size());
  BOOST_TEST(whole[0].starts_with(cut[0]));
}

BOOST_AUTO_TEST_CASE(a_slow_body_arrives_whole) {
  const auto whole = conversation(scenario(""), {}, {request("GET /api/v2/me")});
  const auto slow = conversation(scenario(R"(, "faults": {"at": [{"request": 1, "fault": "slow"}]})"), {},
                                 {request("GET /api/v2/me")});

  BOOST_TEST(slow[0] == whole[0]);
}

BOOST_AUTO_TEST_CASE(stopping_ends_connections_that_wait) {
  const Clock clock;
  bool ended = false;

  run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    Server server{executor, scenario(""), clock, {}};
    asio::ip::tcp::socket idle{executor};
    const asio::ip::tcp::endpoint where{asio::ip::address_v4::loopback(), server.port()};
    co_await idle.async_connect(where, ra::nothrow);
    std::string answer = co_await talk(server.port(), request("GET /api/v2/me"));
    server.stop();
    char byte = 0;
    const auto [ec, n] = co_await idle.async_read_some(asio::buffer(&byte, 1), ra::nothrow);
    ended = static_cast<bool>(ec);
  });

  BOOST_TEST(ended);
}

BOOST_AUTO_TEST_SUITE_END()
