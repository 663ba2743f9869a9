#include "base/coroutine.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;

namespace {

asio::awaitable<int> number(int value) { co_return value; }

}  // namespace

BOOST_AUTO_TEST_SUITE(coroutines)

BOOST_AUTO_TEST_CASE(one_context_runs_one_coroutine_after_another) {
  asio::io_context io{1};

  BOOST_TEST(ra::run_coroutine(io, number(1)) == 1);
  BOOST_TEST(ra::run_coroutine(io, number(2)) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
