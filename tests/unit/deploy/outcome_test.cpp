#include "deploy/outcome.hpp"

#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include <boost/test/unit_test.hpp>

using ra::deploy::Outcome;

BOOST_AUTO_TEST_SUITE(outcome)

BOOST_AUTO_TEST_CASE(the_table_says_what_was_and_what_is) {
  Outcome one;
  one.name = "api";
  one.environment = "demo";
  one.state = Outcome::State::deployed;
  one.before = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/apim/gateway@sha256:" + std::string(64, '0');
  one.after = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/apim/gateway@sha256:" + std::string(64, '1');
  Outcome two;
  two.name = "front";
  two.environment = "demo";

  BOOST_TEST(ra::deploy::outcomes_text({one, two}) ==
             "api    demo  deployed     gateway@sha256:000000000000 → gateway@sha256:111111111111\n"
             "front  demo  not started\n");
}

BOOST_AUTO_TEST_CASE(what_places_say_stays_on_its_line) {
  Outcome one;
  one.name = "api";
  one.state = Outcome::State::failed;
  one.note = "bad\n::error::not ours";

  const std::string text = ra::deploy::outcomes_text({one});

  BOOST_TEST(text.find('\n') == text.size() - 1);
}

BOOST_AUTO_TEST_CASE(the_page_of_a_job_has_a_table_that_no_text_breaks) {
  Outcome one;
  one.name = "api";
  one.environment = "demo";
  one.state = Outcome::State::returned;
  one.before = "3.0.0";
  one.after = "3.1.0";
  one.note = "bad | <img src=x>\nline";
  one.error = ra::error(ra::Errc::failed_ci, "bad");
  Outcome two = one;
  two.state = Outcome::State::deployed;
  two.note.clear();
  two.error.reset();

  const std::string text = ra::deploy::outcomes_markdown({one, two});

  BOOST_TEST(
      text.find("| api | demo | ✗ returned | `3.0.0 → 3.1.0` | `bad \\| <img src=x> line` |\n") != std::string::npos,
      text);
  BOOST_TEST(text.find("| api | demo | ✓ deployed |") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(the_json_is_as_its_schema_says) {
  Outcome one;
  one.name = "api";
  one.health.emplace();
  one.health->url = "https://user:pass@demo.example/?token=x";
  one.outputs["url"] = "https://demo.example";
  Outcome two;
  two.state = Outcome::State::returned;

  const std::string text = ra::json::dump(to_json(std::vector{one, two}, false));

  const std::string schema = ra::model::test::read_all(RA_SCHEMAS "/deployments.schema.json");
  BOOST_TEST(ra::model::test::validate(schema, text) == "", text);
  BOOST_TEST(text.find("pass") == std::string::npos);
  BOOST_TEST(text.find("token") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
