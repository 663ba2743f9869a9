#include "support/fake_circleci/kill.hpp"

#include "harness.hpp"
#include "support/temporary_folder.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

std::string kill(const std::string& rest) { return R"("set_up": "all", "kill": {"pid_file": "/p", )" + rest + "}"; }

// A process of ours that only waits.
pid_t sleeper() {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  for (;;) ::pause();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_kill)

BOOST_AUTO_TEST_CASE(a_kill_before_a_request_leaves_no_effect) {
  Harness fake{kill(R"("request": 1)")};

  const Reply reply = fake.send("POST", "/api/v2" + list, "{}");

  BOOST_TEST(reply.kill);
  BOOST_TEST((reply.answer.fault == Fault::reset));
  BOOST_TEST(reply.record["fault"].as_string() == "kill_before");
  BOOST_TEST(fake.read(list)["items"].items().empty());
}

BOOST_AUTO_TEST_CASE(a_kill_after_a_request_leaves_its_effect) {
  Harness fake{kill(R"("request": 1, "when": "after")")};

  const Reply reply = fake.send("POST", "/api/v2" + list, "{}");

  BOOST_TEST(reply.kill);
  BOOST_TEST((reply.answer.fault == Fault::reset));
  BOOST_TEST(reply.record["fault"].as_string() == "kill_after");
  BOOST_TEST(fake.read(list)["items"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(only_the_listed_requests_kill) {
  Harness fake{kill(R"("request": [2, 4])")};

  BOOST_TEST(!fake.send("GET", "/api/v2/me").kill);
  BOOST_TEST(fake.send("GET", "/api/v2/me").kill);
  BOOST_TEST(!fake.send("GET", "/api/v2/me").kill);
  BOOST_TEST(fake.send("GET", "/api/v2/me").kill);
  BOOST_TEST(!fake.send("GET", "/api/v2/me").kill);
}

BOOST_AUTO_TEST_CASE(a_kill_can_count_only_some_requests) {
  Harness fake{kill(R"("request": 2, "match": "^POST ")")};

  BOOST_TEST(!fake.send("POST", "/api/v2" + list, "{}").kill);
  BOOST_TEST(!fake.send("GET", "/api/v2/me").kill);
  BOOST_TEST(fake.send("POST", "/api/v2" + list, "{}").kill);
}

BOOST_AUTO_TEST_CASE(the_process_is_gone_when_the_kill_returns) {
  const TemporaryFolder folder;
  const pid_t pid = sleeper();
  std::ofstream{folder / "pid"} << pid << '\n';

  BOOST_TEST(kill_client(folder / "pid", false));

  int status = 0;
  BOOST_TEST(::waitpid(pid, &status, WNOHANG) == pid);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(WTERMSIG(status) == SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_tree_is_killed_with_its_children) {
  const TemporaryFolder folder;
  int ends[2] = {};
  BOOST_REQUIRE_EQUAL(::pipe(ends), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const pid_t child = sleeper();
    if (::write(ends[1], &child, sizeof child) < 0) ::_exit(1);
    for (;;) ::pause();
  }
  pid_t child = 0;
  BOOST_REQUIRE_EQUAL(::read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ::close(ends[1]);
  std::ofstream{folder / "pid"} << pid << '\n';

  BOOST_TEST(kill_client(folder / "pid", true));

  char byte = 0;
  BOOST_TEST(::read(ends[0], &byte, 1) == 0);  // nobody holds the other end any more
  ::close(ends[0]);
  ::waitpid(pid, nullptr, 0);
}

BOOST_AUTO_TEST_CASE(without_a_process_there_is_nothing_to_kill) {
  const TemporaryFolder folder;
  std::ofstream{folder / "rubbish"} << "abc\n";

  BOOST_TEST(!kill_client(folder / "none", false));
  BOOST_TEST(!kill_client(folder / "rubbish", false));
}

BOOST_AUTO_TEST_SUITE_END()
