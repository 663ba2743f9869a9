#include "harness.hpp"

#include <algorithm>

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

constexpr const char* storm = R"("set_up": "all", "seed": 7,
    "faults": {"rate": {"500": 0.3, "429": 0.1, "reset": 0.05, "truncate": 0.05, "slow": 0.02}})";

std::vector<std::string> faults_of(Harness& fake, int requests) {
  std::vector<std::string> all;
  for (int i = 0; i < requests; ++i) all.push_back(fake.send("GET", "/api/v2/me").record["fault"].as_string());
  return all;
}

std::string at(const std::string& fault) {
  return R"("set_up": "all", "faults": {"at": [{"request": 1, "fault": ")" + fault + "\"}]}";
}

std::size_t made(Harness& fake) { return fake.read(list)["items"].items().size(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_fault)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_faults) {
  Harness one{storm};
  Harness two{storm};

  BOOST_TEST(faults_of(one, 200) == faults_of(two, 200));
}

BOOST_AUTO_TEST_CASE(another_seed_gives_other_faults) {
  std::string changed = storm;
  changed.replace(changed.find("\"seed\": 7"), 9, "\"seed\": 8");
  Harness one{storm};
  Harness two{changed};

  BOOST_TEST(faults_of(one, 200) != faults_of(two, 200));
}

BOOST_AUTO_TEST_CASE(a_fault_does_not_depend_on_what_else_was_asked) {
  Harness one{storm};
  Harness two{storm};
  for (int i = 0; i < 50; ++i) two.get("/project/gh/acme/one");

  BOOST_TEST(faults_of(one, 50) == faults_of(two, 50));
}

BOOST_AUTO_TEST_CASE(faults_come_about_as_often_as_asked_for) {
  Harness fake{storm};

  const auto all = faults_of(fake, 2000);

  const auto share = [&](const std::string& kind) { return std::count(all.begin(), all.end(), kind); };
  BOOST_TEST(share("500") > 500);
  BOOST_TEST(share("500") < 700);
  BOOST_TEST(share("429") > 140);
  BOOST_TEST(share("429") < 260);
  BOOST_TEST(share("") > 860);
  BOOST_TEST(share("") < 1060);
}

BOOST_AUTO_TEST_CASE(after_the_most_faults_of_a_request_it_is_answered_truly) {
  Harness fake{R"("set_up": "all", "faults": {"rate": {"500": 1}, "max_per_request": 2})"};

  BOOST_TEST(fake.get("/me").status == 500);
  BOOST_TEST(fake.get("/me").status == 500);
  BOOST_TEST(fake.get("/me").status == 200);
  BOOST_TEST(fake.get(list).status == 500);
}

BOOST_AUTO_TEST_CASE(faults_can_be_kept_to_some_requests) {
  Harness fake{R"("set_up": "all", "faults": {"rate": {"500": 1}, "only": "^POST "})"};

  BOOST_TEST(fake.get("/me").status == 200);
  BOOST_TEST(fake.post(list).status == 500);
}

BOOST_AUTO_TEST_CASE(the_share_of_faulted_triggers_that_took_effect_can_be_chosen) {
  const std::string faults =
      R"("set_up": "all", "page_size": 200, "faults": {"only": "POST", "rate": {"500": 1}, "post_executes_before_fault": )";
  Harness never{faults + "0}"};
  Harness always{faults + "1}"};
  Harness half{faults + "0.5}"};

  for (int i = 0; i < 100; ++i) {
    never.post(list);
    always.post(list);
    half.post(list);
  }

  BOOST_TEST(made(never) == 0U);
  BOOST_TEST(made(always) == 100U);
  BOOST_TEST(made(half) > 30U);
  BOOST_TEST(made(half) < 70U);
}

BOOST_AUTO_TEST_CASE(a_limited_trigger_takes_no_effect_and_a_cut_answer_to_one_does) {
  Harness limited{at("429")};
  Harness cut{at("truncate")};
  Harness slow{at("slow")};

  BOOST_TEST(limited.post(list).status == 429);
  BOOST_TEST((cut.post(list).fault == Fault::truncate));
  BOOST_TEST((slow.post(list).fault == Fault::slow));

  BOOST_TEST(made(limited) == 0U);
  BOOST_TEST(made(cut) == 1U);
  BOOST_TEST(made(slow) == 1U);
}

BOOST_AUTO_TEST_CASE(a_reset_can_come_before_or_after_the_effect) {
  Harness before{at("reset_before")};
  Harness after{at("reset_after")};

  BOOST_TEST((before.post(list).fault == Fault::reset));
  BOOST_TEST((after.post(list).fault == Fault::reset));

  BOOST_TEST(made(before) == 0U);
  BOOST_TEST(made(after) == 1U);
}

BOOST_AUTO_TEST_CASE(an_error_can_come_after_the_effect) {
  Harness fake{at("503_after")};

  const Reply reply = fake.send("POST", "/api/v2" + list, "{}");

  BOOST_TEST(reply.answer.status == 503);
  BOOST_TEST(reply.record["effect"]["kind"].as_string() == "trigger");
  BOOST_TEST(reply.record["fault"].as_string() == "503");
  BOOST_TEST(made(fake) == 1U);
}

BOOST_AUTO_TEST_CASE(a_fault_can_be_set_at_the_nth_request_that_matches) {
  Harness fake{R"("set_up": "all", "faults": {"at": [{"match": "POST .*/one/pipeline", "nth": 2, "fault": "500"}]})"};

  BOOST_TEST(fake.post(list).status == 201);
  BOOST_TEST(fake.get("/me").status == 200);
  BOOST_TEST(fake.post(list).status == 500);
  BOOST_TEST(fake.post(list).status == 201);
}

BOOST_AUTO_TEST_CASE(an_unanswered_request_is_recorded_with_status_0) {
  Harness fake{at("never")};

  const Reply reply = fake.send("GET", "/api/v2/me");

  BOOST_TEST((reply.answer.fault == Fault::never));
  BOOST_TEST(reply.record["status"].as_int() == 0);
}

BOOST_AUTO_TEST_CASE(retry_after_comes_in_seconds_as_a_date_or_not_at_all) {
  const std::string faults = R"("set_up": "all", "faults": {"rate": {"429": 1}, "retry_after_s": 3, "retry_after": )";
  Harness seconds{faults + "\"seconds\"}"};
  Harness date{faults + "\"date\"}"};
  Harness none{faults + "\"none\"}"};

  BOOST_TEST(seconds.get("/me").headers.get("Retry-After") == "3");
  BOOST_TEST(date.get("/me").headers.get("Retry-After") == "Wed, 14 Jan 2026 10:00:03 GMT");
  BOOST_TEST(none.get("/me").headers.get("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(gateway_errors_are_pages_and_others_are_json) {
  Harness gateway{at("502")};
  Harness own{at("500")};

  BOOST_TEST(gateway.get("/me").headers.get("Content-Type") == "text/html");
  BOOST_TEST(own.get("/me").headers.get("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_SUITE_END()
