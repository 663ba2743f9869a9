#include "http/idle_pool.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using Pool = ra::http::IdlePool<int>;

namespace {
const ra::SteadyTime start{};
}

BOOST_AUTO_TEST_SUITE(idle_pool)

BOOST_AUTO_TEST_CASE(the_one_used_last_is_taken_first_and_only_for_its_key) {
  Pool pool{32, 50s};
  pool.give("a", std::make_unique<int>(1), start);
  pool.give("a", std::make_unique<int>(2), start);
  pool.give("b", std::make_unique<int>(3), start);

  BOOST_TEST(*pool.take("a", start) == 2);
  BOOST_TEST(*pool.take("a", start) == 1);
  BOOST_TEST(pool.take("a", start) == nullptr);
  BOOST_TEST(*pool.take("b", start) == 3);
}

BOOST_AUTO_TEST_CASE(the_number_of_idle_ones_is_bounded) {
  for (const int many : {31, 32, 33}) {
    Pool pool{32, 50s};
    for (int i = 0; i < many; ++i) pool.give(std::to_string(i), std::make_unique<int>(i), start);

    BOOST_TEST(pool.size() == static_cast<std::size_t>(std::min(many, 32)));
    BOOST_TEST((pool.take("0", start) == nullptr) == (many == 33), many);
  }
}

BOOST_AUTO_TEST_CASE(one_that_waited_too_long_is_dropped) {
  for (const auto& [waited, kept] : {std::pair{49'999ms, true}, {50'000ms, true}, {50'001ms, false}}) {
    Pool pool{32, 50s};
    pool.give("a", std::make_unique<int>(1), start);

    BOOST_TEST((pool.take("a", start + waited) != nullptr) == kept, waited.count());
  }
}

BOOST_AUTO_TEST_SUITE_END()
