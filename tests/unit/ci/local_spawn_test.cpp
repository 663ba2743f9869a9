#include "ci/local_spawn.hpp"

#include "base/files.hpp"
#include "support/rehearsal.hpp"

#include <signal.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

using namespace ra;
using namespace ra::ci::local;

namespace {

// What `program` writes, once it has written something.
struct SpawnFixture {
  test::TemporaryFolder folder;

  std::string output_of(const std::string& command) const {
    return output_of(std::vector<std::string>{"/bin/sh", "-c", command + "; echo end"}, "end\n");
  }

  std::string output_of(std::vector<std::string> arguments, const std::string& end) const {
    DetachedRequest request;
    request.arguments = std::move(arguments);
    request.environment = {{"PATH", "/usr/bin:/bin"}};
    request.directory = folder.path();
    request.output = folder / "output";
    BOOST_REQUIRE(start_detached(request));
    BOOST_REQUIRE(test::wait_until([&] { return read().ends_with(end); }));
    return read();
  }

  std::string read() const { return read_file(folder / "output", 1U << 16U).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(local_spawn, SpawnFixture)

BOOST_AUTO_TEST_CASE(signals_sent_before_the_program_is_ready_wait_for_it) {
  // No shell between: dash unblocks everything for what it starts.
  const auto output = output_of({"/bin/grep", "SigBlk", "/proc/self/status"}, "\n");

  // proc(5): bit n-1 is signal n. SIGHUP 1, SIGINT 2, SIGTERM 15, SIGCHLD 17.
  BOOST_TEST(output.find("0000000000014003") != std::string::npos, output);
}

BOOST_AUTO_TEST_CASE(signals_that_we_ignore_are_not_ignored_by_the_program) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  const auto output = output_of("grep SigIgn /proc/self/status");
  ::signal(SIGPIPE, before);

  BOOST_TEST(output.find("0000000000000000") != std::string::npos, output);
}

BOOST_AUTO_TEST_CASE(the_program_is_in_another_session_and_not_our_child) {
  const auto output = output_of("echo parent $PPID; cut -d' ' -f6 /proc/self/stat");

  BOOST_TEST(output.find("parent " + std::to_string(::getpid()) + "\n") == std::string::npos, output);
  BOOST_TEST(output.find("\n" + std::to_string(::getsid(0)) + "\n") == std::string::npos, output);
}

BOOST_AUTO_TEST_CASE(the_program_sees_the_given_environment_only) {
  const auto output = output_of("env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD=");

  BOOST_TEST(output == "PATH=/usr/bin:/bin\nend\n");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_an_error) {
  DetachedRequest request;
  request.arguments = {"/bin/true"};
  request.directory = folder / "none";
  request.output = folder / "output";

  const auto answer = start_detached(request);

  BOOST_REQUIRE(answer.has_error());
  BOOST_TEST(answer.error().message.find("No such file") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
