#include "process_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::test::run;
using ra::test::shell;
using namespace std::chrono_literals;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(process_output)

BOOST_AUTO_TEST_CASE(large_input_and_output_flow_at_the_same_time) {
  ra::ProcessRequest request;
  request.arguments = {"cat"};
  for (int i = 0; request.input.size() < (10U << 20U); ++i) request.input += std::to_string(i) + "\n";

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST((result->out == request.input));
}

BOOST_AUTO_TEST_CASE(nul_bytes_survive) {
  ra::ProcessRequest request;
  request.arguments = {"cat"};
  request.input = std::string{"a\0b\0", 4};

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST((result->out == request.input));
}

BOOST_AUTO_TEST_CASE(a_child_that_reads_nothing_of_a_large_input_does_not_end_us) {
  auto request = shell("exec <&-; exit 7");
  request.input.assign(10U << 20U, 'x');

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->exit_code == 7);
}

BOOST_AUTO_TEST_CASE(the_child_dies_of_a_broken_pipe_as_from_a_shell) {
  const auto result = run(shell("sh -c 'kill -PIPE $$; echo survived'"));

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "");
  BOOST_TEST(result->exit_code == 128 + SIGPIPE);
}

BOOST_AUTO_TEST_CASE(stdin_without_input_is_empty) {
  const auto result = run(shell("cat; echo end"));

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "end\n");
}

BOOST_AUTO_TEST_CASE(output_of_one_byte_less_than_the_most_is_kept) {
  auto request = shell("printf 123456789");
  request.max_output = 10;

  BOOST_TEST(run(request).value().out == "123456789");
}

BOOST_AUTO_TEST_CASE(output_of_exactly_the_most_is_kept) {
  auto request = shell("printf 1234567890");
  request.max_output = 10;

  BOOST_TEST(run(request).value().out == "1234567890");
}

BOOST_AUTO_TEST_CASE(output_of_one_byte_more_than_the_most_is_an_error) {
  auto request = shell("printf 12345678901");
  request.max_output = 10;

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST(result.error().message == "sh …: wrote more than the 10 bytes that were expected");
}

BOOST_AUTO_TEST_CASE(endless_output_is_stopped) {
  ra::ProcessRequest request;
  request.arguments = {"yes"};
  request.max_output = 1U << 20U;

  const auto result = run(request);

  BOOST_TEST(result.has_error());
}

BOOST_AUTO_TEST_CASE(streamed_output_comes_in_order_and_is_not_kept) {
  auto request = shell("seq 1 300000; echo end");
  request.max_output = 10;
  std::string seen;
  std::size_t pieces = 0;
  request.on_output = [&](std::string_view bytes) -> ra::Result<> {
    seen += bytes;
    ++pieces;
    return {};
  };

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "");
  BOOST_TEST(seen.starts_with("1\n2\n3\n"));
  BOOST_TEST(seen.ends_with("299999\n300000\nend\n"));
  BOOST_TEST(pieces > 1U);
}

BOOST_AUTO_TEST_CASE(an_error_about_streamed_output_ends_the_program) {
  ra::ProcessRequest request;
  request.arguments = {"yes"};
  int calls = 0;
  request.on_output = [&](std::string_view) -> ra::Result<> {
    ++calls;
    return ra::error(ra::Errc::conflict, "enough");
  };

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::conflict));
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_program_that_streams_past_its_timeout_is_ended) {
  ra::ProcessRequest request;
  request.arguments = {"sh", "-c", "while :; do echo x; sleep 0.005; done"};
  request.timeout = 50ms;
  request.on_output = [](std::string_view) -> ra::Result<> { return {}; };

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(only_the_end_of_the_errors_is_kept) {
  const auto result = run(shell("head -c 200000 /dev/zero | tr '\\0' x >&2; printf end >&2"));

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->err.size() == 65536U);
  BOOST_TEST(result->err.ends_with("xend"));
}

BOOST_AUTO_TEST_CASE(output_keeps_its_order_to_the_last_byte) {
  ra::ProcessRequest request;
  request.arguments = {"seq", "100000"};
  std::string expected;
  for (int i = 1; i <= 100000; ++i) expected += std::to_string(i) + "\n";

  for (int i = 0; i < 5; ++i) BOOST_TEST((run(request).value().out == expected));
}

BOOST_AUTO_TEST_CASE(fifty_run_at_once_without_mixing_their_output) {
  asio::io_context context{1};
  int right = 0;
  for (int i = 0; i < 50; ++i) {
    const auto body = [](int number, int& count) -> asio::awaitable<void> {
      auto request = shell("cat; echo err" + std::to_string(number) + " >&2; exit " + std::to_string(number));
      request.input = std::string(100'000, 'a') + std::to_string(number);
      const auto result = co_await ra::run_process(request);
      if (result && result->exit_code == number && result->out == request.input &&
          result->err == "err" + std::to_string(number) + "\n") {
        ++count;
      }
    };
    ra::spawn(context.get_executor(), body(i, right));
  }

  context.run();

  BOOST_TEST(right == 50);
}

BOOST_AUTO_TEST_SUITE_END()
