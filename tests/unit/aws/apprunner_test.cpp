#include "aws/apprunner.hpp"

#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::test::answer;

namespace {

const std::string runner_arn = "arn:aws:apprunner:eu-west-1:123456789012:service/demo/8fe1e103";

struct RunnerBench {
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  ra::aws::Account account{client, environment, clock, ra::aws::Credentials{"AKID", ra::Secret{"s"}, {}, {}}};
  ra::aws::AppRunner runner{account, environment, runner_arn};

  void expect(ra::http::Response response) {
    client.expect(Method::post, "https://apprunner.eu-west-1.amazonaws.com/", std::move(response));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(apprunner)

BOOST_AUTO_TEST_CASE(its_region_stands_in_its_name) {
  BOOST_TEST(ra::aws::region_of_runner(runner_arn) == "eu-west-1");
  BOOST_TEST(ra::aws::region_of_runner("arn:aws:ecs:eu-west-1:1:service/demo").empty());
  BOOST_TEST(ra::aws::region_of_runner("demo").empty());
}

BOOST_AUTO_TEST_CASE(a_service_tells_its_image_and_its_whole_source) {
  RunnerBench b;
  b.expect(answer(200, R"({"Service": {"Status": "RUNNING", "ServiceUrl": "x.awsapprunner.com", "SourceConfiguration":
    {"ImageRepository": {"ImageIdentifier": "h/a@sha256:1", "ImageConfiguration": {"Port": "80"}}}}})"));

  const auto service = ra::run_coroutine(b.runner.describe());

  BOOST_TEST(service->image == "h/a@sha256:1");
  BOOST_TEST(service->source["ImageRepository"]["ImageConfiguration"]["Port"].as_string() == "80");
  const auto& request = b.client.requests()[0];
  BOOST_TEST(request.headers.get("X-Amz-Target") == "AppRunner.DescribeService");
  BOOST_TEST(request.headers.get("Content-Type") == "application/x-amz-json-1.0");
  BOOST_TEST(request.headers.get("Authorization").find("/eu-west-1/apprunner/aws4_request") != std::string::npos);
  BOOST_TEST(request.body == R"({"ServiceArn":")" + runner_arn + "\"}");
  BOOST_TEST(request.may_repeat);
}

BOOST_AUTO_TEST_CASE(only_some_words_end_an_operation) {
  for (const char* word : {"SUCCEEDED", "FAILED", "ROLLBACK_SUCCEEDED", "ROLLBACK_FAILED"})
    BOOST_TEST((ra::aws::RunnerOperation{"", "", word}).ended(), word);
  for (const char* word : {"PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "NEW_WORD"})
    BOOST_TEST(!(ra::aws::RunnerOperation{"", "", word}).ended(), word);
}

BOOST_AUTO_TEST_CASE(a_change_is_not_repeated_and_may_have_happened) {
  RunnerBench b;
  b.expect(answer(500, R"({"__type": "InternalServiceErrorException", "message": "oops"})"));

  const auto begun = ra::run_coroutine(b.runner.start());

  BOOST_TEST((begun.error().code == Errc::uncertain));
  BOOST_TEST(!b.client.requests()[0].may_repeat);
}

BOOST_AUTO_TEST_CASE(a_service_at_work_is_a_conflict) {
  RunnerBench b;
  b.expect(answer(400, R"({"__type": "InvalidStateException", "message": "OPERATION_IN_PROGRESS."})"));

  const auto begun = ra::run_coroutine(b.runner.update(ra::json::Value::object()));

  BOOST_TEST((begun.error().code == Errc::conflict));
  BOOST_TEST(begun.error().message == "updating the App Runner service: InvalidStateException (OPERATION_IN_PROGRESS)");
}

BOOST_AUTO_TEST_SUITE_END()
