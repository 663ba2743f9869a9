#include "ci/local_process.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

using namespace ra::ci::local;

BOOST_AUTO_TEST_SUITE(local_process)

BOOST_AUTO_TEST_CASE(a_program_name_with_blanks_and_parentheses_does_not_shift_the_fields) {
  const auto facts = parse_stat(
      "4242 (a) S 1 (b) S 17 4242 4242 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 8192 100 18446744073709551615\n");

  BOOST_REQUIRE(facts.has_value());
  BOOST_TEST(facts->id.pid == 4242);
  BOOST_TEST(facts->parent == 17);
  BOOST_TEST(facts->id.start == 987654U);
  BOOST_TEST(!facts->over);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_stat_is_no_process) {
  BOOST_TEST(!parse_stat("").has_value());
  BOOST_TEST(!parse_stat("1 (x) S 1").has_value());
}

BOOST_AUTO_TEST_CASE(we_are_alive) {
  const auto self = look_at(::getpid());

  BOOST_REQUIRE(self.has_value());
  BOOST_TEST(alive(self->id));
}

BOOST_AUTO_TEST_CASE(a_process_with_our_number_but_another_start_is_somebody_else) {
  auto other = look_at(::getpid())->id;
  --other.start;

  BOOST_TEST(!alive(other));
}

BOOST_AUTO_TEST_CASE(a_process_that_only_waits_to_be_reaped_is_not_alive) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  const auto facts = look_at(child);

  BOOST_REQUIRE(facts.has_value());
  BOOST_TEST(facts->over);
  BOOST_TEST(!alive(facts->id));
  ::waitpid(child, nullptr, 0);
}

BOOST_AUTO_TEST_SUITE_END()
