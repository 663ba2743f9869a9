#include "notify/kind.hpp"

#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace ra::notify;
using ra::model::Moment;
using ra::model::test::read_all;
using ra::model::test::validate;

namespace {

Event waiting() {
  return {.moment = Moment::waiting,
          .at = "2026-01-14T10:26:03Z",
          .product = "solo",
          .version = "0.2.0",
          .stage = "publish",
          .message = "publish waits for an approval of 91c8bf60ce63",
          .digest = "sha256:" + std::string(64, 'a'),
          .link = "https://ci.example/run/7?a=1&b=2"};
}

std::string text_of(const ra::http::Request& request) {
  return ra::json::parse(request.body).value()["text"].as_string();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(notices)

BOOST_AUTO_TEST_CASE(a_webhook_gets_the_event_as_the_schema_says) {
  const std::string schema = read_all(RA_SCHEMAS "/event.schema.json");
  Event least;
  least.at = "2026-01-14T10:26:03Z";
  for (const auto& event : {waiting(), least}) {
    const auto request = webhook_request(event, "https://hook.example/x");

    BOOST_CHECK(request.method == ra::http::Method::post);
    BOOST_TEST(request.url == "https://hook.example/x");
    BOOST_TEST(request.headers.get("content-type") == "application/json");
    BOOST_TEST(validate(schema, request.body) == "");
  }
  const auto value = ra::json::parse(webhook_request(waiting(), "").body).value();
  BOOST_TEST(value["event"].as_string() == "waiting");
  BOOST_TEST(value["stage"].as_string() == "publish");
  BOOST_TEST(value["digest"].as_string() == waiting().digest);
}

BOOST_AUTO_TEST_CASE(what_happens_to_a_product_is_told_whole_and_comes_back_whole) {
  const std::string schema = read_all(RA_SCHEMAS "/event.schema.json");
  for (const Moment moment : ra::model::all_moments()) {
    Event event = waiting();
    event.moment = moment;
    event.ok = moment != Moment::validated && moment != Moment::deployed;
    event.by = "blue-1";
    event.environment = "demo";
    event.returned_to = "0.1.0";
    const auto json = to_json(event);
    BOOST_TEST(validate(schema, ra::json::dump(json)) == "");
    BOOST_TEST((json.find("ok") != nullptr) == !event.ok);
    BOOST_TEST(ra::json::dump(to_json(event_of_json(json).value())) == ra::json::dump(json));
  }
}

BOOST_AUTO_TEST_CASE(the_line_of_a_product_says_who_and_where) {
  Event event = waiting();
  event.message = "why";
  event.by = "blue-1";
  event.environment = "demo";
  const auto line = [&event](Moment moment, bool ok = true) {
    event.moment = moment;
    event.ok = ok;
    return line_of(event);
  };
  BOOST_TEST(line(Moment::published) == "▸ solo 0.2.0: published by blue-1: why");
  BOOST_TEST(line(Moment::validated) == "✓ solo 0.2.0: OK, says blue-1: why");
  BOOST_TEST(line(Moment::validated, false) == "✗ solo 0.2.0: not OK, says blue-1: why");
  BOOST_TEST(line(Moment::certified) == "✓ solo 0.2.0: certified by blue-1: why");
  BOOST_TEST(line(Moment::revoked) == "✗ solo 0.2.0: revoked by blue-1: why");
  BOOST_TEST(line(Moment::deployed) == "✓ solo 0.2.0: deployed to demo: why");
  BOOST_TEST(line(Moment::deployed, false) == "✗ solo 0.2.0: not deployed to demo: why");
  event.returned_to = "0.1.0";
  BOOST_TEST(line(Moment::deployed, false) == "✗ solo 0.2.0: not deployed to demo, 0.1.0 is there again: why");
}

BOOST_AUTO_TEST_CASE(slack_gets_one_line_with_a_link) {
  BOOST_TEST(text_of(slack_request(waiting(), "")) ==
             "… solo 0.2.0: publish waits: publish waits for an approval of 91c8bf60ce63 "
             "<https://ci.example/run/7?a=1&amp;b=2|open>");
  Event event = waiting();
  event.link.clear();
  event.message.clear();
  event.moment = Moment::done;
  BOOST_TEST(text_of(slack_request(event, "")) == "✓ solo 0.2.0: publish is done");
}

BOOST_AUTO_TEST_CASE(nobody_is_called_by_what_a_stranger_wrote) {
  Event event = waiting();
  event.message = "<!channel> & more\nsecond line";
  event.link.clear();

  const std::string text = text_of(slack_request(event, ""));

  BOOST_TEST(text.find("<!channel>") == std::string::npos);
  BOOST_TEST(text.find("&lt;!channel&gt; &amp; more") != std::string::npos, text);
  BOOST_TEST(text.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_configurations_schema_knows_the_same_kinds) {
  const auto schema = ra::json::parse(read_all(RA_SCHEMAS "/release-action.schema.json")).value();
  std::set<std::string> in_schema;
  for (const auto& name : schema["properties"]["notify"]["items"]["properties"]["kind"]["enum"].items())
    in_schema.insert(name.as_string());
  std::set<std::string> here;
  for (const auto& kind : kinds()) here.emplace(kind.name);

  BOOST_TEST(in_schema == here, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
