#include "harness.hpp"

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

const std::string path = "/project/gh/acme/one/pipeline";
const std::string definition = "\"definition_id\": \"2338d0ae-5541-4bbf-88a2-55e9f7281f80\"";

std::string with_parameter(const std::string& key, const std::string& value) {
  return "{\"branch\": \"x\", \"parameters\": {\"" + key + "\": " + value + "}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_trigger)

BOOST_AUTO_TEST_CASE(a_trigger_makes_a_pending_pipeline_of_the_next_number) {
  Harness fake{R"("projects": {"gh/acme/one": {"first_number": 100}})"};

  const Answer answer = fake.post(path, R"({"branch": "3.1.x"})");

  const json::Value body = Harness::parsed(answer);
  BOOST_TEST(answer.status == 201);
  BOOST_TEST(body["number"].as_int() == 100);
  BOOST_TEST(body["state"].as_string() == "pending");
  BOOST_TEST(body["created_at"].as_string() == "2026-01-14T10:00:00.000Z");
  const json::Value pipeline = fake.read("/pipeline/" + body["id"].as_string());
  BOOST_TEST(pipeline["vcs"]["branch"].as_string() == "3.1.x");
  BOOST_TEST(pipeline["trigger"]["type"].as_string() == "api");
  BOOST_TEST(pipeline["trigger"]["actor"]["login"].as_string() == "release-bot");
  BOOST_TEST(pipeline["project_slug"].as_string() == slug);
}

BOOST_AUTO_TEST_CASE(the_slug_may_be_one_encoded_segment) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post("/project/gh%2Facme%2Fone/pipeline").status == 201);
  BOOST_TEST(fake.read(path)["items"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_tag_takes_the_place_of_the_branch) {
  Harness fake{R"("set_up": "all")"};

  const std::string id = fake.trigger(R"({"tag": "1.0.0"})");

  BOOST_TEST(fake.read("/pipeline/" + id)["vcs"]["tag"].as_string() == "1.0.0");
  BOOST_TEST(fake.read("/pipeline/" + id)["vcs"].find("branch") == nullptr);
}

BOOST_AUTO_TEST_CASE(branch_and_tag_together_are_refused) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post(path, R"({"branch": "x", "tag": "y"})").status == 400);
}

BOOST_AUTO_TEST_CASE(broken_json_is_refused) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post(path, "{").status == 400);
  BOOST_TEST(fake.post(path, "[]").status == 400);
}

BOOST_AUTO_TEST_CASE(an_undeclared_parameter_is_refused_by_name) {
  Harness fake{R"("projects": {"gh/acme/one": {"declared_parameters": ["dry_run"]}})"};

  const Answer refused = fake.post(path, with_parameter("gio_action", "\"release\""));

  BOOST_TEST(refused.status == 400);
  BOOST_TEST(Harness::parsed(refused)["message"].as_string() == "Unexpected argument(s): gio_action");
  BOOST_TEST(fake.post(path, with_parameter("dry_run", "true")).status == 201);
}

BOOST_AUTO_TEST_CASE(a_parameter_is_a_string_an_integer_or_a_boolean) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post(path, with_parameter("a", "1")).status == 201);
  BOOST_TEST(fake.post(path, with_parameter("a", "null")).status == 400);
  BOOST_TEST(fake.post(path, with_parameter("a", "[]")).status == 400);
}

BOOST_AUTO_TEST_CASE(a_parameter_value_has_at_most_512_characters) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post(path, with_parameter("a", "\"" + std::string(511, 'x') + "\"")).status == 201);
  BOOST_TEST(fake.post(path, with_parameter("a", "\"" + std::string(512, 'x') + "\"")).status == 201);
  BOOST_TEST(fake.post(path, with_parameter("a", "\"" + std::string(513, 'x') + "\"")).status == 400);
}

BOOST_AUTO_TEST_CASE(a_parameter_name_has_at_most_128_characters) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(fake.post(path, with_parameter(std::string(127, 'x'), "1")).status == 201);
  BOOST_TEST(fake.post(path, with_parameter(std::string(128, 'x'), "1")).status == 201);
  BOOST_TEST(fake.post(path, with_parameter(std::string(129, 'x'), "1")).status == 400);
}

BOOST_AUTO_TEST_CASE(a_trigger_has_at_most_100_parameters) {
  Harness fake{R"("set_up": "all")"};
  const auto body = [](int count) {
    json::Value parameters = json::Value::object();
    for (int i = 0; i < count; ++i) parameters.set("p" + std::to_string(i), i);
    return json::dump(json::Value::object().set("parameters", parameters));
  };

  BOOST_TEST(fake.post(path, body(99)).status == 201);
  BOOST_TEST(fake.post(path, body(100)).status == 201);
  BOOST_TEST(fake.post(path, body(101)).status == 400);
}

BOOST_AUTO_TEST_CASE(a_project_that_is_not_set_up_answers_201_and_no_workflow_ever_appears) {
  Harness fake{R"("projects": {"gh/acme/one": {"set_up": false}})"};

  const std::string id = fake.trigger();
  fake.pass(3'600'000);

  BOOST_TEST(fake.workflows(id).items().empty());
  BOOST_TEST(fake.get("/project/gh/acme/one").status == 404);
}

BOOST_AUTO_TEST_CASE(an_unknown_project_answers_404) {
  Harness fake{R"("projects": {"gh/acme/one": {}})"};

  BOOST_TEST(fake.get("/project/gh/acme/two").status == 404);
  BOOST_TEST(fake.post("/project/gh/acme/two/pipeline").status == 404);
  BOOST_TEST(fake.get("/project/gh/acme/two/pipeline").status == 404);
}

BOOST_AUTO_TEST_CASE(each_trigger_takes_the_next_pipeline_and_the_last_repeats) {
  Harness fake{pipelines(R"({"workflows": [{"name": "first"}]}, {"workflows": [{"name": "second"}]})")};

  const std::string one = fake.trigger();
  const std::string two = fake.trigger();
  const std::string three = fake.trigger();

  BOOST_TEST(fake.workflow(one)["name"].as_string() == "first");
  BOOST_TEST(fake.workflow(two)["name"].as_string() == "second");
  BOOST_TEST(fake.workflow(three)["name"].as_string() == "second");
}

BOOST_AUTO_TEST_CASE(a_run_of_a_definition_answers_201) {
  Harness fake{R"("set_up": "all")"};

  const Answer answer = fake.post(path + "/run", "{" + definition + R"(, "checkout": {"branch": "2.x"}})");

  BOOST_TEST(answer.status == 201);
  BOOST_TEST(fake.read(path)["items"].items()[0]["vcs"]["branch"].as_string() == "2.x");
}

BOOST_AUTO_TEST_CASE(a_run_that_is_skipped_answers_200_and_makes_nothing) {
  Harness fake{pipelines(R"({"skip": true}, {})")};

  const Answer skipped = fake.post(path + "/run", "{" + definition + "}");
  const Answer next = fake.post(path + "/run", "{" + definition + "}");

  BOOST_TEST(skipped.status == 200);
  BOOST_TEST(!Harness::parsed(skipped)["message"].as_string().empty());
  BOOST_TEST(next.status == 201);
  BOOST_TEST(fake.read(path)["items"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_trigger_makes_nothing) {
  Harness fake{pipelines(R"({"refuse": {"status": 403, "message": "Blocked"}}, {})")};

  const Answer refused = fake.post(path);

  BOOST_TEST(refused.status == 403);
  BOOST_TEST(fake.post(path).status == 201);
  BOOST_TEST(fake.read(path)["items"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(others_trigger_before_and_after_us) {
  Harness fake{pipelines(R"({"others_before": [{"branch": "3.1.x", "trigger": "api"}],
                             "others_after": [{"branch": "3.1.x", "login": "release-bot"}]})")};

  const std::string id = fake.trigger();

  const json::Value list = fake.read(path + "?branch=3.1.x")["items"];
  BOOST_REQUIRE_EQUAL(list.items().size(), 3U);
  BOOST_TEST(list.items()[0]["trigger"]["type"].as_string() == "webhook");
  BOOST_TEST(list.items()[1]["id"].as_string() == id);
  BOOST_TEST(list.items()[2]["trigger"]["actor"]["login"].as_string() == "somebody-else");
}

BOOST_AUTO_TEST_CASE(existing_pipelines_are_older_than_ours) {
  Harness fake{R"("projects": {"gh/acme/one": {"first_number": 5, "existing": [
                   {"branch": "master", "age_ms": 60000, "workflows": [{"name": "nightly"}]}, {"branch": "3.1.x"}]}})"};

  fake.trigger();

  const json::Value list = fake.read(path)["items"];
  BOOST_REQUIRE_EQUAL(list.items().size(), 3U);
  BOOST_TEST(list.items()[0]["number"].as_int() == 7);
  BOOST_TEST(list.items()[2]["number"].as_int() == 5);
  BOOST_TEST(list.items()[2]["created_at"].as_string() == "2026-01-14T09:59:00.000Z");
  BOOST_TEST(fake.status(list.items()[2]["id"].as_string()) == "success");
}

BOOST_AUTO_TEST_SUITE_END()
