#include "base/process.hpp"
#include "base/coroutine.hpp"

#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include <fstream>
#include <optional>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

ra::ProcessRequest shell(std::string script) {
  ra::ProcessRequest request;
  request.arguments = {"sh", "-c", std::move(script)};
  return request;
}

ra::Result<ra::ProcessResult> run(const ra::ProcessRequest& request) {
  std::optional<ra::Result<ra::ProcessResult>> result;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> { result = co_await ra::run_process(request); });
  return *std::move(result);
}

bool alive(pid_t pid) {
  if (::kill(pid, 0) != 0) return false;
  // An orphan that nobody has reaped yet is dead.
  std::ifstream status{"/proc/" + std::to_string(pid) + "/stat"};
  std::string number;
  std::string name;
  std::string state;
  status >> number >> name >> state;
  return !state.empty() && state != "Z" && state != "X";
}

// SIGKILL is delivered before kill() returns, death may take a moment more.
bool dies(pid_t pid) {
  for (int i = 0; i < 2000; ++i) {
    if (!alive(pid)) return true;
    ::usleep(1000);
  }
  return false;
}

pid_t wait_for_pid(const std::filesystem::path& file) {
  for (int i = 0; i < 5000; ++i) {
    pid_t pid = 0;
    if (std::ifstream{file} >> pid) return pid;
    ::usleep(1000);
  }
  return 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(processes)

BOOST_AUTO_TEST_CASE(output_errors_and_exit_code_come_back) {
  const auto result = run(shell("echo out; echo err >&2; exit 3"));

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->exit_code == 3);
  BOOST_TEST(result->out == "out\n");
  BOOST_TEST(result->err == "err\n");
}

BOOST_AUTO_TEST_CASE(a_signal_is_128_and_its_number) {
  const auto result = run(shell("kill -TERM $$"));

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->exit_code == 128 + SIGTERM);
}

BOOST_AUTO_TEST_CASE(arguments_pass_through_no_shell) {
  ra::ProcessRequest request;
  request.arguments = {"printf", "%s|", "a b", "$HOME", "*", "", "é\n"};

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "a b|$HOME|*||é\n|");
}

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

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_not_found) {
  ra::ProcessRequest request;
  request.arguments = {"no-such-program-here", "fetch"};

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::not_found));
  BOOST_TEST(result.error().message == "`no-such-program-here` was not found on PATH");
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_not_there_is_told_apart) {
  auto request = shell("exit 0");
  request.directory = "/no/such/directory";

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::internal));
  BOOST_TEST(result.error().message == "sh …: could not be started: No such file or directory");
}

BOOST_AUTO_TEST_CASE(it_runs_in_the_directory_given) {
  const ra::test::TemporaryFolder folder;
  auto request = shell("pwd -P");
  request.directory = folder.path();

  BOOST_TEST(run(request).value().out == std::filesystem::canonical(folder.path()).string() + "\n");
}

BOOST_AUTO_TEST_CASE(the_environment_is_added_to_and_replaced) {
  auto request = shell("echo \"$RA_NEW|$HOME|${PATH:+path}\"");
  request.environment = {{"RA_NEW", "a=b c"}, {"HOME", "/elsewhere"}};

  BOOST_TEST(run(request).value().out == "a=b c|/elsewhere|path\n");
}

BOOST_AUTO_TEST_CASE(a_replaced_variable_is_there_once) {
  ra::ProcessRequest request;
  request.arguments = {"env"};
  request.environment = {{"HOME", "/elsewhere"}};

  const std::string all = "\n" + run(request).value().out;

  BOOST_TEST(all.find("\nHOME=") == all.rfind("\nHOME="));
  BOOST_TEST(all.find("\nHOME=/elsewhere\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_replaced_path_is_looked_at) {
  const ra::test::TemporaryFolder folder;
  std::ofstream{folder / "ra-own-tool"} << "#!/bin/sh\necho own\n";
  std::filesystem::permissions(folder / "ra-own-tool", std::filesystem::perms::owner_all);
  ra::ProcessRequest request;
  request.arguments = {"ra-own-tool"};
  request.environment = {{"PATH", "/no/such:" + folder.path().string()}};

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "own\n");
}

BOOST_AUTO_TEST_CASE(past_its_timeout_it_is_ended_with_its_grandchildren) {
  const ra::test::TemporaryFolder folder;
  auto request = shell("sh -c 'echo $$ > grandchild; exec sleep 300' & wait");
  request.directory = folder.path();
  request.timeout = 100ms;

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::unavailable));
  BOOST_TEST(result.error().message == "sh …: ran longer than 0s");
  pid_t grandchild = 0;
  std::ifstream{folder / "grandchild"} >> grandchild;
  BOOST_TEST_REQUIRE(grandchild > 0);
  BOOST_TEST(dies(grandchild));
}

BOOST_AUTO_TEST_CASE(the_message_names_the_command_and_no_setting) {
  ra::ProcessRequest request;
  request.arguments = {"/bin/sh", "-c", "x=secret; sleep 300", "fetch", "https://user:secret@host"};
  request.timeout = 1ms;

  BOOST_TEST(run(request).error().message == "sh fetch …: ran longer than 0s");
}

BOOST_AUTO_TEST_CASE(something_left_in_the_background_does_not_hold_us_up) {
  const ra::test::TemporaryFolder folder;
  auto request = shell("sleep 300 & echo $! > background; echo done");
  request.directory = folder.path();
  request.timeout = 60s;

  const auto result = run(request);

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST(result->out == "done\n");
  ::kill(wait_for_pid(folder / "background"), SIGKILL);
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

BOOST_AUTO_TEST_CASE(a_cancelled_coroutine_ends_the_child) {
  using namespace asio::experimental::awaitable_operators;
  const ra::test::TemporaryFolder folder;
  auto request = shell("echo $$ > child; exec sleep 300");
  request.directory = folder.path();

  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    timer.expires_after(50ms);
    auto child = ra::run_process(request);
    auto time = timer.async_wait(asio::use_awaitable);
    co_await (std::move(child) || std::move(time));
  });

  const pid_t child = wait_for_pid(folder / "child");
  BOOST_TEST_REQUIRE(child > 0);
  BOOST_TEST(dies(child));
}

BOOST_AUTO_TEST_CASE(a_child_ends_with_its_io_context) {
  const ra::test::TemporaryFolder folder;
  auto request = shell("echo $$ > child; exec sleep 300");
  request.directory = folder.path();
  {
    asio::io_context context{1};
    asio::co_spawn(
        context, [&]() -> asio::awaitable<void> { static_cast<void>(co_await ra::run_process(request)); },
        asio::detached);
    context.poll();
    BOOST_TEST_REQUIRE(wait_for_pid(folder / "child") > 0);
  }

  BOOST_TEST(dies(wait_for_pid(folder / "child")));
}

BOOST_AUTO_TEST_CASE(a_child_inherits_no_file_of_ours) {
  const int leaked = ::open("/dev/null", O_RDONLY);  // as Asio opens sockets: without O_CLOEXEC
  ra::ProcessRequest request;
  request.arguments = {"sh", "-c", "test ! -e /proc/self/fd/" + std::to_string(leaked)};
  int code = -1;

  ra::test::run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto done = co_await ra::run_process(request);
    if (done) code = done->exit_code;
  });

  BOOST_TEST(code == 0);
  ::close(leaked);
}

BOOST_AUTO_TEST_SUITE_END()
