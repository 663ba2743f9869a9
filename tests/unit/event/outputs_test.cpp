#include "event/outputs.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>

namespace {

// What /bin/sh makes of the file.
std::string sourced(const std::filesystem::path& file, const std::string& variable) {
  const std::string command = "/bin/sh -c '. \"" + file.string() + "\"; printf %s \"$" + variable + "\"'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
  ::pclose(pipe);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outputs)

BOOST_AUTO_TEST_CASE(an_output_for_github_stands_between_delimiters_that_it_does_not_hold) {
  const ra::test::TemporaryFolder folder;
  ra::Environment environment;
  environment.variables = {{"GITHUB_ACTIONS", "true"}, {"GITHUB_OUTPUT", (folder.path() / "out").string()}};
  std::uint64_t n = 0;
  const ra::Random random = [&n] { return n++ / 4; };  // the same twice
  std::uint64_t m = 0;
  const ra::Random same = [&m] { return m++ / 4; };
  const std::string first = "release_action_" + ra::uuid(same);
  const std::string hostile = "a\n" + first + "\nevil=1";

  BOOST_REQUIRE(ra::event::write_outputs(environment, {{"why", hostile}}, random).has_value());

  const std::string text = ra::read_file(folder.path() / "out", 10'000).value();
  const std::string delimiter = text.substr(5, text.find('\n') - 5);
  BOOST_TEST(text.starts_with("why<<release_action_"));
  BOOST_TEST(delimiter != first);
  BOOST_TEST(text == "why<<" + delimiter + "\n" + hostile + "\n" + delimiter + "\n");
}

BOOST_AUTO_TEST_CASE(an_output_for_a_shell_is_what_it_was_whatever_is_in_it) {
  const ra::test::TemporaryFolder folder;
  ra::Environment environment;
  environment.variables = {{"CIRCLECI", "true"}, {"BASH_ENV", (folder.path() / "env").string()}};
  const std::string hostile = "it's $(touch /tmp/x) `id` \"q\" \\ \n ; evil=1";

  BOOST_REQUIRE(ra::event::write_outputs(environment, {{"dry-run", hostile}}, [] { return 1U; }).has_value());

  BOOST_TEST(sourced(folder.path() / "env", "RELEASE_ACTION_DRY_RUN") == hostile);
}

BOOST_AUTO_TEST_CASE(what_was_written_before_stays) {
  const ra::test::TemporaryFolder folder;
  BOOST_REQUIRE(ra::write_file(folder.path() / "out", "a=1\n").has_value());
  ra::Environment environment;
  environment.variables = {{"GITHUB_ACTIONS", "true"}, {"GITHUB_OUTPUT", (folder.path() / "out").string()}};

  BOOST_REQUIRE(ra::event::write_outputs(environment, {{"b", "2"}}, [] { return 1U; }).has_value());

  BOOST_TEST(ra::read_file(folder.path() / "out", 10'000).value().starts_with("a=1\nb<<"));
}

BOOST_AUTO_TEST_CASE(elsewhere_nothing_is_written) {
  const ra::test::TemporaryFolder folder;
  ra::Environment environment;
  environment.variables = {{"BASH_ENV", (folder.path() / "env").string()}};

  BOOST_REQUIRE(ra::event::write_outputs(environment, {{"b", "2"}}, [] { return 1U; }).has_value());

  BOOST_TEST(!std::filesystem::exists(folder.path() / "env"));
}

BOOST_AUTO_TEST_SUITE_END()
