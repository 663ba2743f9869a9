#include "api_bench.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::test::answer;
using ra::test::ApiBench;
using ra::test::json_answer;
using ra::test::with_header;
using namespace std::chrono_literals;

namespace {

// A server that takes ten seconds for each answer.
struct SlowClient : ra::http::Client {
  explicit SlowClient(ra::test::FakeClock& clock) : sleep{clock.sleep()} {}

  boost::asio::awaitable<ra::Result<ra::http::Response>> send(const ra::http::Request&) override {
    most_at_once = std::max(most_at_once, ++now);
    const ra::Duration ten_seconds{10s};
    co_await sleep(ten_seconds);
    --now;
    ++answered;
    co_return json_answer(201, "{}");
  }

  ra::http::Sleep sleep;
  int now = 0;
  int most_at_once = 0;
  int answered = 0;
};
}  // namespace

BOOST_AUTO_TEST_SUITE(github_api_turns)

BOOST_AUTO_TEST_CASE(a_rate_limit_is_waited_for) {
  ApiBench b;
  b.get("/a", with_header(json_answer(403, "{}"), "Retry-After", "7"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{7s}));
}

BOOST_AUTO_TEST_CASE(a_rate_limit_beyond_our_patience_is_an_error_at_once) {
  ApiBench b;
  b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "601"));

  BOOST_TEST((b.await(b.api.get("/a", "a")).error().code == Errc::rate_limited));
  BOOST_TEST(b.clock.slept().empty());
}

BOOST_AUTO_TEST_CASE(a_rate_limit_as_long_as_our_patience_is_waited_for) {
  ApiBench b;
  b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "600"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
}

BOOST_AUTO_TEST_CASE(writes_go_out_a_second_apart) {
  ApiBench b;
  for (int i = 0; i < 3; ++i) b.post("/a", json_answer(201, "{}"));

  for (int i = 0; i < 3; ++i) BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());

  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
}

BOOST_AUTO_TEST_CASE(a_post_gives_its_refusal_as_it_is_and_takes_its_turn) {
  ApiBench b;
  b.post("/x", json_answer(422, R"({"message": "no"})"));
  b.post("/x", json_answer(204, ""));

  const auto refused = b.await(b.api.post("/x", ra::json::Value::object(), "x"));
  const auto taken = b.await(b.api.post("/x", ra::json::Value::object(), "x"));

  BOOST_TEST(refused->status == 422);
  BOOST_TEST(taken->status == 204);
  BOOST_TEST((b.clock.slept_in_all() == 1s));
}

BOOST_AUTO_TEST_CASE(each_kind_of_write_takes_its_turn_and_a_query_does_not) {
  ApiBench b;
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.zip", "zip").has_value());
  b.post("/a", json_answer(201, "{}"));
  b.post("/graphql", json_answer(200, R"({"data": {}})"));
  b.post("/uploads", json_answer(201, "{}"));
  b.post("/graphql", json_answer(200, R"({"data": {}})"));

  BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());
  BOOST_TEST(b.await(b.api.mutate("mutation {x}", {}, "x")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{1s}));
  BOOST_TEST(b.await(b.api.upload("https://ghe.example/uploads", folder / "a.zip", "x/y", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
  BOOST_TEST(b.await(b.api.query("query {x}", {}, "x")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
}

BOOST_AUTO_TEST_CASE(a_write_waits_for_a_rate_limit_too) {
  ApiBench b;
  b.post("/a", with_header(json_answer(403, "{}"), "Retry-After", "7"));
  b.post("/a", json_answer(201, "{}"));

  BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{7s}));
}

BOOST_AUTO_TEST_CASE(one_write_goes_out_at_a_time) {
  ra::test::FakeClock clock;
  SlowClient client{clock};
  ra::github::Api api{client, {}, clock.sleep(), clock};
  boost::asio::io_context io{1};
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(io, api.write(Method::post, "/a", {}, "a"), [](auto&&...) {});
  }
  io.run();

  BOOST_TEST(client.answered == 3);
  BOOST_TEST(client.most_at_once == 1);
}

BOOST_AUTO_TEST_CASE(a_write_that_is_cut_off_does_not_hold_up_the_next) {
  ra::test::FakeClock clock;
  SlowClient client{clock};
  ra::github::Api api{client, {}, clock.sleep(), clock};
  boost::asio::io_context io{1};
  boost::asio::cancellation_signal cut;
  bool thrown = false;
  boost::asio::co_spawn(
      io, api.write(Method::post, "/a", {}, "a"),
      boost::asio::bind_cancellation_slot(cut.slot(), [&](std::exception_ptr e, auto&&) { thrown = e != nullptr; }));
  boost::asio::post(io, [&] { cut.emit(boost::asio::cancellation_type::terminal); });
  io.run();
  BOOST_TEST_REQUIRE(thrown);
  bool written = false;
  boost::asio::co_spawn(io, api.write(Method::post, "/a", {}, "a"),
                        [&](std::exception_ptr, const auto& answer) { written = answer.has_value(); });
  io.restart();
  for (int turn = 0; turn < 10000 && !written; ++turn) io.poll_one();

  BOOST_TEST(written);
}

BOOST_AUTO_TEST_CASE(patience_is_for_all_limits_of_a_request_together) {
  ApiBench b;
  for (int i = 0; i < 2; ++i) b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "301"));

  BOOST_TEST((b.await(b.api.get("/a", "a")).error().code == Errc::rate_limited));
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{301s}));
}

BOOST_AUTO_TEST_CASE(each_limit_without_a_time_is_waited_for_longer) {
  ApiBench b;
  for (int i = 0; i < 3; ++i) b.get("/a", json_answer(429, "{}"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{(1 + 2 + 4) * 60s}));
}

BOOST_AUTO_TEST_SUITE_END()
