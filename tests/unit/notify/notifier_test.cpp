#include "notify/notifier.hpp"

#include "base/hash.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

using namespace ra::notify;
using namespace ra::test;
using namespace std::chrono_literals;
using ra::Errc;
using ra::Secret;
using ra::http::Method;
using ra::model::Moment;

namespace {

const std::vector<Moment> everything{Moment::begin, Moment::done, Moment::failed, Moment::waiting};

Event event_of(Moment moment, const std::string& stage) {
  Event event;
  event.moment = moment;
  event.stage = stage;
  return event;
}

Destination to(const std::string& name, std::vector<Moment> on = everything) {
  return {name, &kinds().back(), Secret{"https://hook.example/" + name}, std::move(on)};
}

ra::model::Notice notice(const std::string& name, const std::string& kind, const std::string& variable) {
  ra::model::Notice one;
  one.name = name;
  one.kind = kind;
  one.url_variable = variable;
  return one;
}

// Tells these events to those destinations, to the end.
void tell(ScriptedClient& client, std::vector<Destination> destinations, const std::vector<Event>& events) {
  const FakeClock clock;
  const ra::Log log;
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Notifier notifier{std::move(destinations), client, executor, 5s, clock, log};
    for (const auto& event : events) notifier.tell(event);
    co_await notifier.flush();
  });
}

std::vector<std::string> stages_sent(const ScriptedClient& client) {
  std::vector<std::string> stages;
  for (const auto& request : client.requests())
    stages.push_back(ra::json::parse(request.body).value()["stage"].as_string());
  return stages;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(notifiers)

BOOST_AUTO_TEST_CASE(each_destination_gets_its_events_in_their_order) {
  ScriptedClient client;
  for (int i = 0; i < 3; ++i) client.expect(Method::post, "hook.example/a", answer(200));

  tell(client, {to("a")},
       {event_of(Moment::begin, "tag"), event_of(Moment::done, "tag"), event_of(Moment::waiting, "merge")});

  BOOST_TEST(client.done());
  const std::vector<std::string> expected{"tag", "tag", "merge"};
  BOOST_TEST(stages_sent(client) == expected, boost::test_tools::per_element());
  BOOST_CHECK(client.requests().front().timeout == 5s);
}

BOOST_AUTO_TEST_CASE(a_destination_is_told_what_it_asked_for_alone) {
  ScriptedClient client;
  client.expect(Method::post, "hook.example/a", answer(204));

  tell(client, {to("a", {Moment::failed})}, {event_of(Moment::begin, "tag"), event_of(Moment::failed, "merge")});

  BOOST_TEST(client.done());
  BOOST_TEST(stages_sent(client).at(0) == "merge");
}

BOOST_AUTO_TEST_CASE(one_that_answers_wrong_is_told_again_and_one_that_does_not_answer_is_left_alone) {
  const std::vector<Event> events{event_of(Moment::begin, "tag"), event_of(Moment::done, "tag")};
  ScriptedClient wrong;
  wrong.expect(Method::post, "hook.example/a", answer(500));
  wrong.expect(Method::post, "hook.example/a", answer(302));
  ScriptedClient silent;
  silent.expect(Method::post, "hook.example/a", ra::error(Errc::uncertain, "no answer"));

  tell(wrong, {to("a")}, events);
  tell(silent, {to("a")}, events);

  BOOST_TEST(wrong.done());
  BOOST_TEST(silent.done());
  BOOST_TEST(silent.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_to_tell_is_no_wait) {
  ScriptedClient client;
  tell(client, {}, {event_of(Moment::begin, "tag")});
  tell(client, {to("a")}, {});
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_is_left_out) {
  ra::Environment environment;
  environment.variables = {{"SAFE", "https://hook.example/secret"},
                           {"LOCAL", "http://127.0.0.1:1/x"},
                           {"PLAIN", "http://hook.example/secret"},
                           {"EMPTY", ""},
                           {"ODD", "hook"}};
  std::vector<ra::model::Notice> notices;
  for (const char* variable : {"SAFE", "LOCAL", "PLAIN", "EMPTY", "ODD", "ABSENT"})
    notices.push_back(notice(variable, "webhook", variable));

  const auto found = destinations(notices, environment, ra::Log{});

  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->size() == 2U);
  BOOST_TEST(found->at(0).name == "SAFE");
  BOOST_TEST(found->at(1).name == "LOCAL");
}

BOOST_AUTO_TEST_CASE(a_kind_that_there_is_not_is_said) {
  const auto found = destinations({notice("team", "pigeon", "X")}, {}, ra::Log{});

  BOOST_REQUIRE(!found);
  BOOST_CHECK(found.error().code == Errc::config);
  BOOST_TEST(found.error().hint == "there are email, mattermost, slack, webhook");
}

BOOST_AUTO_TEST_CASE(a_body_is_signed_by_the_key_as_github_signs_its_webhooks) {
  // docs.github.com, "Validating webhook deliveries", has this pair of key and signature for "Hello, World!".
  BOOST_TEST(ra::hex_of(ra::hmac_sha256("It's a Secret to Everybody", "Hello, World!")) ==
             "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  ScriptedClient client;
  client.expect(Method::post, "hook.example/a", answer(200));
  auto signed_one = to("a");
  signed_one.key = Secret{"key"};

  tell(client, {signed_one}, {event_of(Moment::begin, "tag")});

  const auto& request = client.requests().at(0);
  BOOST_TEST(request.headers.get(signature_header) == "sha256=" + ra::hex_of(ra::hmac_sha256("key", request.body)));
}

BOOST_AUTO_TEST_CASE(what_did_not_arrive_is_handed_back) {
  ScriptedClient client;
  client.expect(Method::post, "hook.example/a", answer(500));
  client.expect(Method::post, "hook.example/a", answer(200));
  const FakeClock clock;
  const ra::Log log;
  std::vector<std::string> lost;
  const Notifier::Lost keep = [&lost](const std::string& name, const Event& event) {
    lost.push_back(name + " " + event.stage);
  };
  run_coroutine([&]() -> boost::asio::awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    Notifier notifier{{to("a")}, client, executor, 5s, clock, log, keep};
    notifier.tell(event_of(Moment::begin, "tag"));
    notifier.tell(event_of(Moment::done, "merge"));
    co_await notifier.flush();
  });
  const std::vector<std::string> expected{"a tag"};
  BOOST_TEST(lost == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_event_that_was_written_is_read_again) {
  Event event = event_of(Moment::waiting, "publish");
  event.at = "2026-01-14T10:26:03Z";
  event.message = "why";
  event.components = {{1, "gateway", "1.0.0"}};
  const auto read = event_of_json(to_json(event));
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(ra::json::dump(to_json(*read)) == ra::json::dump(to_json(event)));
  BOOST_TEST(!event_of_json(ra::json::Value{}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
