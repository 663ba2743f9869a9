#include "process_bench.hpp"

#include <fcntl.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using ra::test::dies;
using ra::test::run;
using ra::test::shell;
using ra::test::wait_for_pid;
using namespace std::chrono_literals;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(process_end)

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
    const auto body = [&]() -> asio::awaitable<void> { static_cast<void>(co_await ra::run_process(request)); };
    ra::spawn(context.get_executor(), body());
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
