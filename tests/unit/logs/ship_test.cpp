#include "logs/ship.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using namespace ra;
using namespace std::string_literals;
using logs::Limits;

// Answers with what `answers` holds, and keeps what came.
class ScriptedClient final : public http::Client {
 public:
  boost::asio::awaitable<Result<http::Response>> send(const http::Request& request) override {
    requests.push_back(request);
    BOOST_REQUIRE(requests.size() <= answers.size());
    co_return answers[requests.size() - 1];
  }

  std::vector<Result<http::Response>> answers;
  std::vector<http::Request> requests;
};

Result<http::Response> answer(int status, std::string body = {}) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

std::string line_of(std::size_t bytes) { return std::string(bytes, 'x') + "\n"; }

std::vector<std::string_view> views(const std::vector<std::string>& lines) { return {lines.begin(), lines.end()}; }

BOOST_AUTO_TEST_SUITE(bodies)

BOOST_AUTO_TEST_CASE(a_body_of_logzio_is_full_at_10_485_760_bytes) {
  ScriptedClient client;
  const auto limits = logs::make_logzio({client, "http://localhost", Secret{"token"}, "x"})->limits();
  BOOST_TEST(limits.body == 10'485'760U);
  // 21 lines of 499,322 bytes with their ends, and one that makes it full, or not quite.
  std::string text;
  for (int i = 0; i < 20; ++i) text += line_of(499'321);
  const std::size_t left = limits.body - text.size();
  for (const auto& [last, fits] : {std::pair{left - 1, true}, std::pair{left, true}, std::pair{left + 1, false}}) {
    const std::string all = text + line_of(last - 1);
    const auto batch = logs::next_batch(all, limits);
    BOOST_TEST(batch.lines.size() == (fits ? 21U : 20U));
    BOOST_TEST(batch.taken == batch.lines.size());
    BOOST_TEST(batch.too_long.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_logzio_has_at_most_500_000_bytes) {
  ScriptedClient client;
  const auto limits = logs::make_logzio({client, "http://localhost", Secret{"token"}, "x"})->limits();
  for (const auto& [size, fits] : {std::pair{499'999U, true}, std::pair{500'000U, true}, std::pair{500'001U, false}}) {
    const std::string text = "first\n" + line_of(size) + "last\n";
    const auto batch = logs::next_batch(text, limits);
    BOOST_TEST(batch.lines.size() == (fits ? 3U : 2U));
    BOOST_TEST(batch.too_long.size() == (fits ? 0U : 1U));
    BOOST_TEST(batch.taken == 3U);
  }
}

BOOST_AUTO_TEST_CASE(what_goes_beside_each_line_counts) {
  const Limits limits{30, 100, 5};
  BOOST_TEST(logs::next_batch("123456789\n123456789\n", limits).lines.size() == 2U);
  BOOST_TEST(logs::next_batch("123456789\n1234567890\n", limits).lines.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_larger_than_a_body_goes_alone) {
  BOOST_TEST(logs::next_batch("123456789\nx\n", {5, 100}).lines.size() == 1U);
  BOOST_TEST(logs::next_batch("", {5, 100}).lines.empty());
}

BOOST_AUTO_TEST_CASE(lines_are_passed_over_by_their_number) {
  BOOST_TEST(logs::after_lines("a\nb\nc\n", 0) == "a\nb\nc\n");
  BOOST_TEST(logs::after_lines("a\nb\nc\n", 2) == "c\n");
  BOOST_TEST(logs::after_lines("a\nb\nc\n", 3).empty());
  BOOST_TEST(logs::after_lines("a\nb\nc\n", 4).empty());
}

BOOST_AUTO_TEST_CASE(a_record_says_what_it_is_called) {
  BOOST_TEST(logs::id_of_record("{\"id\":\"abc-1\",\"kind\":\"log\"}\n") == "abc-1");
  BOOST_TEST(logs::id_of_record("{\"kind\":\"log\"}\n").empty());
}

BOOST_AUTO_TEST_CASE(a_damaged_piece_is_an_error) {
  const test::TemporaryFolder folder;
  archive::Workers workers{1};
  logs::Pieces pieces{folder.path(), "x", workers};
  BOOST_REQUIRE(pieces.add("record\n").has_value());
  const auto made = pieces.finish().value();
  BOOST_TEST(logs::unpacked_piece(folder / made[0].file).value() == "record\n");
  const std::string bytes = read_file(folder / made[0].file, 1000).value();
  BOOST_REQUIRE(write_file(folder / "cut", bytes.substr(0, bytes.size() - 9)).has_value());
  BOOST_TEST(logs::unpacked_piece(folder / "cut").has_error());
  BOOST_TEST(logs::unpacked_piece(folder / "none").has_error());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(receivers)

logs::ElasticsearchAccess access_of(ScriptedClient& client, const Clock& clock, int& pauses) {
  const http::Sleep sleep = [&pauses](Duration) -> boost::asio::awaitable<void> {
    ++pauses;
    co_return;
  };
  return {client, "http://localhost:9200/", "logs", Secret{"key"}, "", {}, std::chrono::minutes{1}, sleep, clock};
}

BOOST_AUTO_TEST_CASE(only_items_that_were_too_many_are_sent_again) {
  ScriptedClient client;
  const Clock clock;
  int pauses = 0;
  client.answers = {answer(200, R"({"errors":true,"items":[{"create":{"status":201}},{"create":{"status":429}},
      {"create":{"status":409}},{"create":{"status":400,"error":{"type":"t","reason":"r"}}}]})"),
                    answer(200, R"({"errors":false})")};
  const std::vector<std::string> lines{"{\"id\":\"1\"}\n", "{\"id\":\"2\"}\n", "{\"id\":\"3\"}\n", "{\"id\":\"4\"}\n"};
  const auto receiver = logs::make_elasticsearch(access_of(client, clock, pauses));
  const auto done = run_coroutine(receiver->send(views(lines))).value();
  BOOST_TEST(done.accepted == 2U);
  BOOST_TEST(done.known == 1U);
  BOOST_TEST(done.refused == 1U);
  BOOST_TEST(done.why == "t: r");
  BOOST_TEST(pauses == 1);
  BOOST_REQUIRE(client.requests.size() == 2U);
  BOOST_TEST(client.requests[1].body == "{\"create\":{\"_id\":\"2\"}}\n{\"id\":\"2\"}\n");
  BOOST_TEST(client.requests[0].headers.get("Content-Type") == "application/x-ndjson");
  BOOST_TEST(client.requests[0].url.starts_with("http://localhost:9200/logs/_bulk?"));
}

BOOST_AUTO_TEST_CASE(an_answer_that_tells_of_too_few_items_is_an_error) {
  ScriptedClient client;
  const Clock clock;
  int pauses = 0;
  client.answers = {answer(200, R"({"errors":true,"items":[]})")};
  const std::vector<std::string> lines{"{\"id\":\"1\"}\n"};
  BOOST_TEST(run_coroutine(logs::make_elasticsearch(access_of(client, clock, pauses))->send(views(lines))).has_error());
}

BOOST_AUTO_TEST_CASE(errors_of_logzio_hold_no_token) {
  ScriptedClient client;
  client.answers = {answer(500), answer(401), answer(400, "no json"),
                    error(Errc::uncertain, "POST http://x/?token=S3cr3t")};
  const std::vector<std::string> lines{"{\"id\":\"1\"}\n"};
  for (std::size_t i = 0; i < client.answers.size(); ++i) {
    const auto receiver = logs::make_logzio({client, "http://localhost:8071", Secret{"S3cr3t token"}, "x"});
    const auto done = run_coroutine(receiver->send(views(lines)));
    BOOST_REQUIRE(done.has_error());
    BOOST_TEST(done.error().message.find("S3cr3t") == std::string::npos);
  }
  BOOST_TEST(client.requests[0].url == "http://localhost:8071/?token=S3cr3t%20token&type=x");
}

BOOST_AUTO_TEST_CASE(no_secret_goes_over_plain_http_to_another_machine) {
  BOOST_TEST(logs::may_hold_a_secret("https://listener.logz.io:8071").has_value());
  BOOST_TEST(logs::may_hold_a_secret("http://127.0.0.1:8070").has_value());
  BOOST_TEST(logs::may_hold_a_secret("http://listener.logz.io:8070").has_error());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(shipped)

BOOST_AUTO_TEST_CASE(what_was_acknowledged_is_remembered_and_a_cut_line_is_not) {
  const test::TemporaryFolder folder;
  const auto file = folder / "shipped.ndjson";
  {
    auto shipped = logs::Shipped::open(file).value();
    BOOST_REQUIRE(shipped.intend("a", 10, {}).has_value());
    BOOST_REQUIRE(shipped.done("a", 10, 1, {}).has_value());
    BOOST_REQUIRE(shipped.intend("b", 5, {}).has_value());
  }
  BOOST_REQUIRE(append_file(file, R"({"event":"done","piece":"b","un)").has_value());
  auto shipped = logs::Shipped::open(file).value();
  BOOST_TEST(shipped.lines_of("a") == 10U);
  BOOST_TEST(!shipped.was_cut_off("a"));
  BOOST_TEST(shipped.lines_of("b") == 0U);
  BOOST_TEST(shipped.was_cut_off("b"));
  BOOST_REQUIRE(shipped.done("b", 5, 0, {}).has_value());
  BOOST_TEST(logs::Shipped::open(file).value().lines_of("b") == 5U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
