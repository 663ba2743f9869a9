#include "harness.hpp"

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

http::Headers one_header(const std::string& name, const std::string& value) {
  http::Headers headers;
  headers.set(name, value);
  return headers;
}

int status_with(Harness& fake, const http::Headers& headers) {
  return fake.send("GET", "/api/v2/me", "", headers).answer.status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_engine)

BOOST_AUTO_TEST_CASE(me_is_the_login_of_the_scenario) {
  Harness fake{R"("login": "bot")"};

  BOOST_TEST(fake.read("/me")["login"].as_string() == "bot");
}

BOOST_AUTO_TEST_CASE(a_token_is_accepted_in_three_ways) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(status_with(fake, one_header("circle-token", "the-token")) == 200);
  BOOST_TEST(status_with(fake, one_header("Authorization", "Bearer the-token")) == 200);
  BOOST_TEST(status_with(fake, one_header("Authorization", "Basic dGhlLXRva2VuOg==")) == 200);
}

BOOST_AUTO_TEST_CASE(a_missing_wrong_or_badly_placed_token_answers_401) {
  Harness fake{R"("set_up": "all")"};

  BOOST_TEST(status_with(fake, {}) == 401);
  BOOST_TEST(status_with(fake, one_header("Circle-Token", "the-token2")) == 401);
  BOOST_TEST(status_with(fake, one_header("Authorization", "the-token")) == 401);
  BOOST_TEST(fake.send("GET", "/api/v2/me?circle-token=the-token", "", {}).answer.status == 401);
  BOOST_TEST(!Harness::parsed(fake.send("GET", "/api/v2/me", "", {}).answer)["message"].as_string().empty());
}

BOOST_AUTO_TEST_CASE(a_trigger_without_the_token_does_nothing) {
  Harness fake{R"("set_up": "all")"};

  fake.send("POST", "/api/v2" + list, "{}", {});

  BOOST_TEST(fake.read(list)["items"].items().empty());
}

BOOST_AUTO_TEST_CASE(everything_unknown_answers_404_with_a_message) {
  Harness fake{R"("set_up": "all")"};

  for (const std::string path : {"/nothing", "/pipeline/x", "/pipeline/x/workflow", "/workflow/x", "/workflow/x/job"}) {
    const Answer answer = fake.get(path);
    BOOST_TEST(answer.status == 404, path);
    BOOST_TEST(!Harness::parsed(answer)["message"].as_string().empty(), path);
  }
  BOOST_TEST(fake.post("/workflow/x/rerun").status == 404);
  BOOST_TEST(fake.send("GET", "/").answer.status == 404);
}

BOOST_AUTO_TEST_CASE(a_project_describes_itself) {
  Harness fake{R"("set_up": "all")"};

  const json::Value project = fake.read("/project/github/acme/one");

  BOOST_TEST(project["slug"].as_string() == "gh/acme/one");
  BOOST_TEST(project["vcs_info"]["provider"].as_string() == "GitHub");
}

BOOST_AUTO_TEST_CASE(an_opaque_slug_is_a_project_like_others) {
  Harness fake{R"("projects": {"circleci/ORG1/PROJ2": {}})"};

  BOOST_TEST(fake.read("/project/circleci/ORG1/PROJ2")["vcs_info"]["provider"].as_string() == "CircleCI");
}

BOOST_AUTO_TEST_CASE(a_workflow_is_the_same_alone_and_in_the_list) {
  Harness fake{R"("set_up": "all")"};
  const json::Value listed = fake.workflow(fake.trigger());

  const json::Value alone = fake.read("/workflow/" + listed["id"].as_string());

  BOOST_TEST(json::dump(alone) == json::dump(listed));
}

BOOST_AUTO_TEST_CASE(pipelines_come_newest_first_in_pages) {
  Harness fake{R"("set_up": "all", "page_size": 2)"};
  for (int i = 0; i < 5; ++i) fake.trigger();

  std::vector<std::int64_t> numbers;
  std::string query;
  for (int page = 0; page < 3; ++page) {
    const json::Value body = fake.read(list + query);
    for (const json::Value& item : body["items"].items()) numbers.push_back(item["number"].as_int());
    query = "?page-token=" + percent_encoded(body["next_page_token"].as_string());
    BOOST_TEST(body["next_page_token"].is_null() == (page == 2));
  }

  BOOST_TEST((numbers == std::vector<std::int64_t>{5, 4, 3, 2, 1}));
}

BOOST_AUTO_TEST_CASE(a_page_token_must_be_encoded) {
  Harness fake{R"("set_up": "all", "page_size": 1)"};
  fake.trigger();
  fake.trigger();

  const std::string token = fake.read(list)["next_page_token"].as_string();

  BOOST_TEST(fake.get(list + "?page-token=" + token).status == 400);
  BOOST_TEST(fake.get(list + "?page-token=" + percent_encoded(token)).status == 200);
}

BOOST_AUTO_TEST_CASE(a_page_token_can_repeat_for_ever) {
  Harness fake{R"("set_up": "all", "page_size": 1, "repeat_page_token": true)"};
  fake.trigger();
  fake.trigger();
  const std::string first = fake.read(list)["next_page_token"].as_string();

  const std::string second = fake.read(list + "?page-token=" + percent_encoded(first))["next_page_token"].as_string();

  BOOST_TEST(!first.empty());
  BOOST_TEST(second == first);
}

BOOST_AUTO_TEST_CASE(jobs_come_in_pages_too) {
  Harness fake{R"("page_size": 1, )" + workflows(R"({"jobs": [{"name": "a"}, {"name": "b"}]})")};
  const std::string id = fake.trigger();

  const std::string path = "/workflow/" + fake.workflow(id)["id"].as_string() + "/job";
  const std::string token = fake.read(path)["next_page_token"].as_string();

  BOOST_TEST(fake.read(path + "?page-token=" + percent_encoded(token))["items"].items()[0]["name"].as_string() == "b");
}

BOOST_AUTO_TEST_CASE(pipelines_can_be_asked_for_by_branch) {
  Harness fake{R"("set_up": "all")"};
  fake.trigger(R"({"branch": "a/b"})");
  fake.trigger(R"({"branch": "c"})");

  const json::Value found = fake.read(list + "?branch=a%2Fb")["items"];

  BOOST_REQUIRE_EQUAL(found.items().size(), 1U);
  BOOST_TEST(found.items()[0]["vcs"]["branch"].as_string() == "a/b");
}

BOOST_AUTO_TEST_CASE(ids_depend_on_the_seed_and_not_on_the_order_of_projects) {
  Harness one{R"("set_up": "all", "seed": 5)"};
  Harness two{R"("set_up": "all", "seed": 5)"};
  Harness other{R"("set_up": "all", "seed": 6)"};
  two.post("/project/gh/acme/two/pipeline");
  two.pass(10);

  const std::string id = one.trigger();

  BOOST_TEST(two.trigger() == id);
  BOOST_TEST(other.trigger() != id);
  BOOST_TEST(one.workflow(id)["id"].as_string() == two.workflow(id)["id"].as_string());
}

BOOST_AUTO_TEST_CASE(a_record_line_hides_the_token_and_says_what_happened) {
  Harness fake{R"("set_up": "all")"};
  fake.pass(250);

  const Reply reply = fake.send("POST", "/api/v2" + list, R"({"branch": "x"})");

  const std::string line = json::dump(reply.record);
  BOOST_TEST(line.find("the-token") == std::string::npos);
  BOOST_TEST(reply.record["n"].as_int() == 1);
  BOOST_TEST(reply.record["at_ms"].as_int() == 250);
  BOOST_TEST(reply.record["token"].as_string() == "ok");
  BOOST_TEST(reply.record["status"].as_int() == 201);
  BOOST_TEST(reply.record["headers"]["Circle-Token"].as_string() == "***");
  BOOST_TEST(reply.record["effect"]["project"].as_string() == "gh/acme/one");
  BOOST_TEST(!reply.record["token_elsewhere"].as_bool());
}

BOOST_AUTO_TEST_CASE(a_token_in_the_wrong_place_is_recorded_as_such) {
  Harness fake{R"("set_up": "all")"};

  const Reply in_body = fake.send("POST", "/api/v2" + list, R"({"parameters": {"a": "the-token"}})");
  const Reply in_query = fake.send("GET", "/api/v2/me?x=the-token");

  BOOST_TEST(in_body.record["token_elsewhere"].as_bool());
  BOOST_TEST(in_query.record["token_elsewhere"].as_bool());
  BOOST_TEST(json::dump(in_body.record).find("the-token") == std::string::npos);
  BOOST_TEST(json::dump(in_query.record).find("the-token") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
