#include "model/locator.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

BOOST_AUTO_TEST_SUITE(locators)

BOOST_AUTO_TEST_CASE(a_locator_answers_what_locate_answers_in_any_order) {
  const std::string text = "äb\n\nc\r\nüüü long line\nx";
  ra::model::Locator locator{text};
  std::mt19937 random{7};

  for (int i = 0; i < 200; ++i) {
    const std::size_t offset = random() % (text.size() + 1);
    const auto expected = ra::json::locate(text, offset);
    const auto found = locator.at(offset);
    BOOST_TEST(found.line == expected.line, offset);
    BOOST_TEST(found.column == expected.column, offset);
  }
}

BOOST_AUTO_TEST_CASE(a_place_after_the_end_is_the_end) {
  ra::model::Locator locator{"a\nbc"};

  BOOST_TEST(locator.at(99).line == 2U);
  BOOST_TEST(locator.at(99).column == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
