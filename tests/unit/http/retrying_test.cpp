#include "http/retrying.hpp"

#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using ra::Errc;
using ra::http::Method;
using ra::http::Response;
using ra::test::answer;

namespace {

Response answer_after(int status, const std::string& retry_after) {
  Response response = answer(status);
  response.headers.set("Retry-After", retry_after);
  return response;
}

// A client around a script, on a clock that only its own waiting moves.
struct RetryBench {
  ra::test::ScriptedClient script;
  ra::test::FakeClock clock;
  ra::http::RetryPolicy policy;
  bool may_repeat = false;
  std::uint64_t chance = 0;  // 0: the longest wait
  ra::Log log;

  ra::Result<Response> send(Method method, int times = 1) {
    const ra::Random random = [this] { return chance; };
    const auto client = ra::http::retrying(ra::test::borrowed(script), policy, clock.sleep(), clock, random, log);
    ra::Result<Response> last = ra::error(Errc::internal, "not sent");
    ra::test::run_coroutine([&]() -> asio::awaitable<void> {
      ra::http::Request request;
      request.method = method;
      request.may_repeat = may_repeat;
      request.url = "https://ci.example/api/v2/me?secret=1";
      for (int i = 0; i < times; ++i) last = co_await client->send(request);
    });
    return last;
  }
};

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(retrying_client)

BOOST_AUTO_TEST_CASE(each_method_repeats_the_statuses_that_are_harmless_for_it) {
  for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_}) {
    for (const int status :
         {200, 201, 204, 301, 304, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504}) {
      const bool reading = method == Method::get || method == Method::head;
      const bool server_trouble = status == 408 || status == 500 || (status >= 502 && status <= 504);
      const bool expected = status == 429 || (reading && server_trouble);
      RetryBench bench;
      bench.script.expect(method, "/me", answer(status));
      bench.script.expect(method, "/me", answer(299));

      const auto result = bench.send(method);

      BOOST_TEST_CONTEXT(to_string(method) << " " << status) {
        BOOST_TEST_REQUIRE(result.has_value());
        BOOST_TEST(result->status == (expected ? 299 : status));
        BOOST_TEST(bench.script.requests().size() == (expected ? 2U : 1U));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_may_be_repeated_is_repeated_as_a_read_is) {
  RetryBench bench;
  bench.may_repeat = true;
  bench.script.expect(Method::put, "/me", answer(503));
  bench.script.expect(Method::put, "/me", answer(299));

  BOOST_TEST(bench.send(Method::put).value().status == 299);
}

BOOST_AUTO_TEST_CASE(of_the_errors_only_transient_ones_are_repeated) {
  for (const Method method : {Method::get, Method::post}) {
    for (const Errc code :
         {Errc::transient, Errc::uncertain, Errc::unauthorized, Errc::config, Errc::cancelled, Errc::internal}) {
      RetryBench bench;
      bench.script.expect(method, "/me", ra::error(code, "broken"));
      bench.script.expect(method, "/me", answer(200));

      const auto result = bench.send(method);

      BOOST_TEST_CONTEXT(to_string(method) << " " << static_cast<int>(code)) {
        BOOST_TEST(result.has_value() == (code == Errc::transient));
        if (!result) BOOST_TEST((result.error().code == code));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(waits_double_up_to_the_longest) {
  RetryBench bench;
  for (int i = 0; i < 9; ++i) bench.script.expect(Method::get, "/me", answer(502));
  bench.script.expect(Method::get, "/me", answer(200));

  BOOST_TEST(bench.send(Method::get)->status == 200);

  const std::vector<ra::Duration> expected{500ms, 1s, 2s, 4s, 8s, 16s, 30s, 30s, 30s};
  BOOST_TEST((bench.clock.slept() == expected));
}

BOOST_AUTO_TEST_CASE(chance_takes_up_to_a_half_off_a_wait) {
  for (const auto& [chance, wait] :
       std::vector<std::pair<std::uint64_t, ra::Duration>>{{0, 500ms}, {1, 499ms}, {250, 250ms}, {251, 500ms}}) {
    RetryBench bench;
    bench.chance = chance;
    bench.script.expect(Method::get, "/me", answer(503));
    bench.script.expect(Method::get, "/me", answer(200));

    BOOST_TEST(bench.send(Method::get).has_value());

    BOOST_TEST((bench.clock.slept() == std::vector<ra::Duration>{wait}), "chance " << chance);
  }
}

BOOST_AUTO_TEST_CASE(retry_after_is_obeyed_in_seconds_and_as_a_date) {
  // FakeClock starts at 2026-01-14T10:00:00Z.
  const std::vector<std::pair<std::string, ra::Duration>> rows{
      {"7", 7s},
      {" 7 ", 7s},
      {"0", 0s},
      {"Wed, 14 Jan 2026 10:00:42 GMT", 42s},
      {"Wed, 14 Jan 2026 09:59:59 GMT", 0s},
      {"3600", 10min},  // not longer than patience
      {"99999999999999999999", 10min},
      {"Thu, 15 Jan 2026 10:00:00 GMT", 10min},
      {"-1", 500ms},  // what is neither counts as absent
      {"1.5", 500ms},
      {"soon", 500ms},
      {"", 500ms},
  };
  for (const int status : {429, 503}) {
    for (const auto& [value, wait] : rows) {
      RetryBench bench;
      bench.script.expect(Method::get, "/me", answer_after(status, value));
      bench.script.expect(Method::get, "/me", answer(200));

      const auto result = bench.send(Method::get);

      BOOST_TEST_CONTEXT(status << " `" << value << "`") {
        BOOST_TEST(result.has_value());
        BOOST_TEST((bench.clock.slept() == std::vector<ra::Duration>{wait}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(retry_after_of_other_statuses_is_ignored) {
  RetryBench bench;
  bench.script.expect(Method::get, "/me", answer_after(502, "77"));
  bench.script.expect(Method::get, "/me", answer(200));

  BOOST_TEST(bench.send(Method::get).has_value());

  BOOST_TEST((bench.clock.slept() == std::vector<ra::Duration>{500ms}));
}

BOOST_AUTO_TEST_CASE(at_once_said_twice_is_not_a_loop_without_a_pause) {
  RetryBench bench;
  for (int i = 0; i < 3; ++i) bench.script.expect(Method::get, "/me", answer_after(503, "0"));
  bench.script.expect(Method::get, "/me", answer(200));

  BOOST_TEST(bench.send(Method::get).has_value());

  BOOST_TEST((bench.clock.slept() == std::vector<ra::Duration>{0ms, 500ms, 500ms}));
}

BOOST_AUTO_TEST_CASE(patience_ends_with_the_last_status_and_what_to_do) {
  struct Row {
    Method method;
    int status;
    Errc code;
    std::string message;
  };
  const std::vector<Row> rows{
      {Method::get, 503, Errc::unavailable, "GET https://ci.example/api/v2/me: still 503 after 10m 00s"},
      {Method::get, 429, Errc::rate_limited, "GET https://ci.example/api/v2/me: still 429 after 10m 00s"},
      {Method::post, 429, Errc::rate_limited, "POST https://ci.example/api/v2/me: still 429 after 10m 00s"},
  };
  for (const Row& row : rows) {
    RetryBench bench;
    for (int i = 0; i < 100; ++i) bench.script.expect(row.method, "/me", answer(row.status));

    const auto result = bench.send(row.method);

    BOOST_TEST_CONTEXT(row.message) {
      BOOST_TEST_REQUIRE(result.has_error());
      BOOST_TEST((result.error().code == row.code));
      BOOST_TEST(result.error().message == row.message);
      BOOST_TEST(result.error().hint == "run the same command again: it goes on where it stopped");
      BOOST_TEST((bench.clock.slept_in_all() == 10min));
    }
  }
}

BOOST_AUTO_TEST_CASE(patience_with_an_unreachable_server_ends_too) {
  RetryBench bench;
  bench.policy.patience = 1min;
  const auto refused = ra::error(Errc::transient, "POST https://ci.example/x: Connection refused");
  for (int i = 0; i < 100; ++i) bench.script.expect(Method::post, "/me", refused);

  const auto result = bench.send(Method::post);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == Errc::unavailable));
  BOOST_TEST(result.error().message == "POST https://ci.example/x: Connection refused; still so after 1m 00s");
}

BOOST_AUTO_TEST_CASE(a_request_that_comes_good_at_the_very_end_of_patience_is_good) {
  RetryBench bench;
  bench.policy.patience = 1500ms;
  bench.script.expect(Method::get, "/me", answer(503));  // at 0 s, waits 500 ms
  bench.script.expect(Method::get, "/me", answer(503));  // at 0.5 s, waits 1 s
  bench.script.expect(Method::get, "/me", answer(200));  // at 1.5 s

  BOOST_TEST(bench.send(Method::get).has_value());

  BOOST_TEST(bench.script.done());
}

BOOST_AUTO_TEST_CASE(the_log_warns_at_the_first_repetition_and_every_minute) {
  const ra::test::TemporaryFolder folder;
  const auto path = folder / "log";
  RetryBench bench;
  bench.log = ra::Log{{.level = ra::LogLevel::warning, .colour = false, .json_file = path.string()}, {}};
  for (int i = 0; i < 100; ++i) bench.script.expect(Method::get, "/me", answer(503));

  BOOST_TEST(bench.send(Method::get).has_error());

  const std::string text = read(path);
  BOOST_TEST(count(text, "trying again for up to 10m 00s: GET https://ci.example/api/v2/me: 503") == 1U);
  BOOST_TEST(count(text, "still trying after ") >= 6U);
  BOOST_TEST(count(text, "still trying after ") <= 9U);
  BOOST_TEST(count(text, "secret") == 0U);
}

BOOST_AUTO_TEST_CASE(many_requests_in_trouble_at_once_warn_once_a_minute) {
  const ra::test::TemporaryFolder folder;
  const auto path = folder / "log";
  RetryBench bench;
  bench.log = ra::Log{{.level = ra::LogLevel::warning, .colour = false, .json_file = path.string()}, {}};
  for (int i = 0; i < 20; ++i) {
    bench.script.expect(Method::get, "/me", answer(503));
    bench.script.expect(Method::get, "/me", answer(200));
  }

  BOOST_TEST(bench.send(Method::get, 20).has_value());

  BOOST_TEST(count(read(path), "\"level\":\"warning\"") == 1U);
}

BOOST_AUTO_TEST_CASE(a_retry_after_at_the_end_of_time_is_a_year) {
  const auto now = ra::parse_utc("2026-01-14T10:00:00Z").value();
  const ra::Duration year = std::chrono::hours{365 * 24};

  BOOST_TEST((ra::http::parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == year));
  BOOST_TEST((ra::http::parse_retry_after("99999999999999999999", now) == year));
}

BOOST_AUTO_TEST_SUITE_END()
