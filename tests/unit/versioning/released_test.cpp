#include "versioning/released.hpp"

#include <boost/test/unit_test.hpp>

using ra::versioning::Released;

BOOST_AUTO_TEST_SUITE(released)

BOOST_AUTO_TEST_CASE(a_release_holds_its_commit_and_all_before_it) {
  Released released{1};
  released.set(0, "b");

  BOOST_TEST(!Released::has(released.next("c", {"b"}), 0));
  BOOST_TEST(Released::has(released.next("b", {"a"}), 0));
  BOOST_TEST(Released::has(released.next("a", {}), 0));
}

BOOST_AUTO_TEST_CASE(what_was_merged_after_a_release_is_not_in_it) {
  // d merges b (on the main line, released) and c (a branch from a).
  Released released{1};
  released.set(0, "b");

  BOOST_TEST(!Released::has(released.next("d", {"b", "c"}), 0));
  BOOST_TEST(!Released::has(released.next("c", {"a"}), 0));
  BOOST_TEST(Released::has(released.next("b", {"a"}), 0));
  BOOST_TEST(Released::has(released.next("a", {}), 0));
}

BOOST_AUTO_TEST_CASE(it_ends_where_all_that_is_left_is_released) {
  Released released{2};
  released.set(0, "c");
  released.set(1, "b");

  BOOST_TEST(!released.all_released());
  released.next("d", {"c"});
  BOOST_TEST(!released.all_released());
  released.next("c", {"b"});
  BOOST_TEST(!released.all_released());
  released.next("b", {"a"});
  BOOST_TEST(released.all_released());
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_not_released_keeps_it_from_ending) {
  Released released{1};
  released.set(0, "b");
  released.next("d", {"b", "c"});
  released.next("b", {"a"});

  BOOST_TEST(!released.all_released());
  released.next("c", {"a"});
  BOOST_TEST(released.all_released());
}

BOOST_AUTO_TEST_CASE(a_first_release_waits_for_every_commit) {
  Released released{1};
  released.next("b", {"a"});

  BOOST_TEST(!released.all_released());
}

BOOST_AUTO_TEST_CASE(what_will_not_come_is_not_waited_for) {
  Released released{2};
  released.set(0, "b");
  released.will_not_come(1);
  released.next("c", {"b"});
  released.next("b", {"a"});

  BOOST_TEST(released.all_released());
}

BOOST_AUTO_TEST_CASE(many_components_have_their_own_bits) {
  Released released{130};
  for (std::uint32_t i = 0; i < 129; ++i) released.set(i, i % 2 == 0 ? "b" : "a");
  released.will_not_come(129);

  const auto of_b = released.next("b", {"a"});
  BOOST_TEST(!released.all_released());
  const auto of_a = released.next("a", {"root"});

  BOOST_TEST(Released::has(of_b, 128));
  BOOST_TEST(!Released::has(of_b, 127));
  BOOST_TEST(Released::has(of_a, 127));
  BOOST_TEST(released.all_released());
}

BOOST_AUTO_TEST_SUITE_END()
