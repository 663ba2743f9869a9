// What every test program starts with; Boost.Test's static library has its main().
#include <boost/test/unit_test.hpp>

boost::unit_test::test_suite* init_unit_test_suite(int, char*[]) {
  boost::unit_test::framework::master_test_suite().p_name.value = "release_action";
  return nullptr;
}
