#include "aws/account.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using ra::Errc;
using ra::aws::Account;
using ra::aws::Credentials;
using ra::aws::Scope;
using ra::http::Method;
using ra::test::answer;

namespace {

std::string sts_answer(const std::string& key, const std::string& ends) {
  return fmt::format(
      "<AssumeRoleWithWebIdentityResponse "
      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult>"
      "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
      "<Expiration>{}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
      key, ends);
}

// The clock of the bench says 2026-01-14T10:00:00Z.
struct AccountBench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  Account account{client, environment, clock};

  void set(const std::string& name, const std::string& value) { environment.variables[name] = value; }

  void file(const std::string& name, const std::string& text) {
    BOOST_TEST_REQUIRE(ra::write_file(folder / name, text).has_value());
  }

  void web_identity() {
    file("token", "the.token\n");
    set("AWS_ROLE_ARN", "arn:aws:iam::1:role/r");
    set("AWS_WEB_IDENTITY_TOKEN_FILE", (folder / "token").string());
    set("AWS_REGION", "eu-west-3");
  }

  ra::Result<Credentials> credentials() { return ra::run_coroutine(account.credentials()); }

  ra::Result<ra::http::Response> send() {
    ra::http::Request request;
    request.url = "https://x.example/";
    const Scope scope{"eu-west-3", "s3", true};
    return ra::run_coroutine(account.send(request, scope, "UNSIGNED-PAYLOAD"));
  }
};

ra::http::Response dated(int status, const std::string& date, const std::string& body = {}) {
  auto response = answer(status, body);
  response.headers.set("Date", date);
  return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account)

BOOST_AUTO_TEST_CASE(the_environment_comes_first) {
  AccountBench b;
  b.web_identity();
  b.set("AWS_ACCESS_KEY_ID", "AKID");
  b.set("AWS_SECRET_ACCESS_KEY", "secret");
  b.set("AWS_SESSION_TOKEN", "session");

  const auto got = b.credentials();

  BOOST_TEST_REQUIRE(got.has_value());
  BOOST_TEST(got->access_key == "AKID");
  BOOST_TEST(got->session_token.reveal() == "session");
}

BOOST_AUTO_TEST_CASE(half_of_a_pair_is_told) {
  AccountBench b;
  b.set("AWS_ACCESS_KEY_ID", "AKID");

  BOOST_TEST(b.credentials().error().message == "the environment has only one of access key and secret key");
}

BOOST_AUTO_TEST_CASE(a_role_is_taken_with_the_token_that_the_ci_wrote) {
  AccountBench b;
  b.web_identity();
  b.client.expect(Method::post, "https://sts.eu-west-3.amazonaws.com/",
                  answer(200, sts_answer("ASIA1", "2026-01-14T11:00:00Z")));

  const auto got = b.credentials();

  BOOST_TEST_REQUIRE(got.has_value());
  BOOST_TEST(got->access_key == "ASIA1");
  BOOST_TEST(got->session_token.reveal() == "t");
  BOOST_TEST(b.client.requests()[0].body ==
             "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
             "&RoleSessionName=release-action&WebIdentityToken=the.token");
}

BOOST_AUTO_TEST_CASE(a_role_that_does_not_trust_the_token_is_told) {
  AccountBench b;
  b.web_identity();
  b.client.expect(Method::post, "sts",
                  answer(403,
                         "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not "
                         "authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>"));

  const auto got = b.credentials();

  BOOST_TEST_REQUIRE(got.has_error());
  BOOST_TEST((got.error().code == Errc::unauthorized));
  BOOST_TEST(got.error().message ==
             "taking the role arn:aws:iam::1:role/r: AccessDenied (Not authorized to perform "
             "sts:AssumeRoleWithWebIdentity)");
}

BOOST_AUTO_TEST_CASE(temporary_ones_are_kept_until_five_minutes_before_their_end) {
  AccountBench b;
  b.web_identity();
  b.client.expect(Method::post, "sts", answer(200, sts_answer("ASIA1", "2026-01-14T11:00:00Z")));
  b.client.expect(Method::post, "sts", answer(200, sts_answer("ASIA2", "2026-01-14T12:00:00Z")));

  BOOST_TEST(b.credentials()->access_key == "ASIA1");
  b.clock.advance(55min - 1ms);
  BOOST_TEST(b.credentials()->access_key == "ASIA1");
  b.clock.advance(1ms);
  BOOST_TEST(b.credentials()->access_key == "ASIA2");
}

BOOST_AUTO_TEST_CASE(those_that_still_hold_are_used_when_there_are_no_new_ones) {
  AccountBench b;
  b.web_identity();
  b.client.expect(Method::post, "sts", answer(200, sts_answer("ASIA1", "2026-01-14T11:00:00Z")));
  b.client.expect(Method::post, "sts", answer(500));
  b.client.expect(Method::post, "sts", answer(500));

  BOOST_TEST(b.credentials()->access_key == "ASIA1");
  b.clock.advance(59min);
  BOOST_TEST(b.credentials()->access_key == "ASIA1");
  b.clock.advance(1min);
  BOOST_TEST(b.credentials().has_error());
}

BOOST_AUTO_TEST_CASE(a_profile_is_read_from_both_files) {
  AccountBench b;
  b.set("HOME", b.folder.path().string());
  b.set("AWS_PROFILE", "ci");
  b.file(".aws/credentials",
         "[default]\naws_access_key_id = A\naws_secret_access_key = B\n[ci]\n# of the team\n"
         "aws_access_key_id=CI\naws_secret_access_key = x=y\n");
  b.file(".aws/config", "[profile ci]\nregion = eu-north-1\ns3 =\n  region = none\n");

  BOOST_TEST(b.credentials()->access_key == "CI");
  BOOST_TEST(b.credentials()->secret_key.reveal() == "x=y");
}

BOOST_AUTO_TEST_CASE(a_profile_that_is_not_there_is_told) {
  AccountBench b;
  b.set("AWS_PROFILE", "ci");

  BOOST_TEST(b.credentials().error().message == "there is no AWS profile `ci`");
}

BOOST_AUTO_TEST_CASE(a_profile_that_we_cannot_follow_is_told) {
  AccountBench b;
  b.set("AWS_CONFIG_FILE", (b.folder / "config").string());
  b.file("config", "[default]\nsso_session = x\n");

  BOOST_TEST(b.credentials().error().message ==
             "AWS profile default has sso_session, which only AWS's own programs follow");
}

BOOST_AUTO_TEST_CASE(a_container_says_its_own) {
  AccountBench b;
  b.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x");
  b.client.expect(
      Method::get, "http://169.254.170.2/v2/x",
      answer(200, R"({"AccessKeyId":"K","SecretAccessKey":"S","Token":"T","Expiration":"2026-01-14T16:00:00Z"})"));

  const auto got = b.credentials();

  BOOST_TEST_REQUIRE(got.has_value());
  BOOST_TEST(got->access_key == "K");
  BOOST_TEST((got->expires == ra::parse_utc("2026-01-14T16:00:00Z").value()));
}

BOOST_AUTO_TEST_CASE(a_pod_says_its_own_to_who_has_its_token) {
  AccountBench b;
  b.file("token", "pod-token");
  b.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
  b.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", (b.folder / "token").string());
  b.client.expect(Method::get, "http://169.254.170.23/v1/credentials",
                  answer(200, R"({"AccessKeyId":"K","SecretAccessKey":"S"})"));

  BOOST_TEST(b.credentials()->access_key == "K");
  BOOST_TEST(b.client.requests()[0].headers.get("Authorization") == "pod-token");
}

BOOST_AUTO_TEST_CASE(none_at_all_is_told_with_what_to_do) {
  AccountBench b;

  const auto got = b.credentials();

  BOOST_TEST((got.error().code == Errc::unauthorized));
  BOOST_TEST(got.error().hint.starts_with("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_set_by_the_servers_and_the_request_signed_once_more) {
  AccountBench b;
  b.set("AWS_ACCESS_KEY_ID", "AKID");
  b.set("AWS_SECRET_ACCESS_KEY", "secret");
  b.client.expect(Method::get, "x.example", dated(403, "Wed, 14 Jan 2026 12:00:00 GMT"));
  b.client.expect(Method::get, "x.example", answer(200));
  b.client.expect(Method::get, "x.example", answer(200));

  BOOST_TEST(b.send()->status == 200);
  BOOST_TEST(b.send()->status == 200);

  BOOST_TEST(b.client.requests()[0].headers.get("X-Amz-Date") == "20260114T100000Z");
  BOOST_TEST(b.client.requests()[1].headers.get("X-Amz-Date") == "20260114T120000Z");
  BOOST_TEST(b.client.requests()[2].headers.get("X-Amz-Date") == "20260114T120000Z");
}

BOOST_AUTO_TEST_CASE(it_is_signed_once_more_and_not_twice) {
  AccountBench b;
  b.set("AWS_ACCESS_KEY_ID", "AKID");
  b.set("AWS_SECRET_ACCESS_KEY", "secret");
  b.client.expect(Method::get, "x.example", dated(403, "Wed, 14 Jan 2026 12:00:00 GMT"));
  b.client.expect(Method::get, "x.example", dated(403, "Wed, 14 Jan 2026 18:00:00 GMT"));

  BOOST_TEST(b.send()->status == 403);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(who_may_not_is_not_asked_again) {
  AccountBench b;
  b.set("AWS_ACCESS_KEY_ID", "AKID");
  b.set("AWS_SECRET_ACCESS_KEY", "secret");
  b.client.expect(Method::get, "x.example", dated(403, "Wed, 14 Jan 2026 10:03:59 GMT"));

  BOOST_TEST(b.send()->status == 403);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(credentials_that_ended_early_are_fetched_again) {
  AccountBench b;
  b.web_identity();
  b.client.expect(Method::post, "sts", answer(200, sts_answer("ASIA1", "2026-01-14T11:00:00Z")));
  b.client.expect(Method::get, "x.example", answer(400, "<Error><Code>ExpiredToken</Code></Error>"));
  b.client.expect(Method::post, "sts", answer(200, sts_answer("ASIA2", "2026-01-14T12:00:00Z")));
  b.client.expect(Method::get, "x.example", answer(200));

  BOOST_TEST(b.send()->status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
