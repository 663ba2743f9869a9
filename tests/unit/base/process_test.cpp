#include "process_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::test::run;
using ra::test::shell;
using namespace std::chrono_literals;

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

BOOST_AUTO_TEST_CASE(the_message_names_the_command_and_no_setting) {
  ra::ProcessRequest request;
  request.arguments = {"/bin/sh", "-c", "x=secret; sleep 300", "fetch", "https://user:secret@host"};
  request.timeout = 1ms;

  BOOST_TEST(run(request).error().message == "sh fetch …: ran longer than 0s");
}

BOOST_AUTO_TEST_SUITE_END()
