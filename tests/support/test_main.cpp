#define BOOST_TEST_MODULE release_action
#include <boost/test/unit_test.hpp>
