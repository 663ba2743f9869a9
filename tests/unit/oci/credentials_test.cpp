#include "oci/credentials.hpp"

#include "base/files.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using ra::Secret;
using ra::test::await;

namespace {

constexpr const char* two = R"({"auths": {"ghcr.io": {"auth": "bWU6czNjcmV0OngK"},
  "https://index.docker.io/v1/": {"username": "hub", "password": "pw"}, "x.example": {}}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(registry_credentials)

BOOST_AUTO_TEST_CASE(what_docker_login_wrote_is_read) {
  const auto found = configured(two, "ghcr.io").value().credentials;

  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->user == "me");
  BOOST_TEST(found->password.reveal() == "s3cret:x\n");
}

BOOST_AUTO_TEST_CASE(docker_hub_is_found_under_its_own_name) {
  BOOST_TEST(configured(two, "docker.io").value().credentials->user == "hub");
}

BOOST_AUTO_TEST_CASE(another_registry_gets_nothing) {
  BOOST_TEST(!configured(two, "evil.example").value().credentials.has_value());
  BOOST_TEST(!configured(two, "x.example").value().credentials.has_value());
  BOOST_TEST(!configured(two, "ghcr.io.evil.example").value().credentials.has_value());
}

BOOST_AUTO_TEST_CASE(a_helper_of_the_registry_wins_over_the_store) {
  const char* text = R"({"credsStore": "desktop", "credHelpers": {"a.example": "ecr-login"}})";

  BOOST_TEST(configured(text, "a.example").value().helper == "ecr-login");
  BOOST_TEST(configured(text, "b.example").value().helper == "desktop");
}

BOOST_AUTO_TEST_CASE(a_helper_that_is_a_path_is_refused) {
  BOOST_TEST(!configured(R"({"credsStore": "../x y"})", "a.example").has_value());
}

BOOST_AUTO_TEST_CASE(an_identity_token_is_one) {
  const auto found = configured(R"({"auths": {"a": {"auth": "bWU6", "identitytoken": "t"}}})", "a").value().credentials;

  BOOST_TEST(found->user == "<token>");
  BOOST_TEST(found->password.reveal() == "t");
}

BOOST_AUTO_TEST_CASE(what_is_damaged_is_an_error) {
  BOOST_TEST(!configured("{", "a").has_value());
  BOOST_TEST(!configured(R"({"auths": {"a": {"auth": "%%%"}}})", "a").has_value());
  BOOST_TEST(!configured(R"({"auths": {"a": {"auth": "bWU="}}})", "a").has_value());
}

BOOST_AUTO_TEST_CASE(credentials_of_one_registry_are_not_told_to_another) {
  const auto ask = either(these("a.example", {"me", Secret{"s3cret"}}), nobody());

  BOOST_TEST(await(ask("a.example")).value()->user == "me");
  BOOST_TEST(!await(ask("b.example")).value().has_value());
}

BOOST_AUTO_TEST_CASE(docker_config_says_where_the_file_is) {
  const ra::test::TemporaryFolder folder;
  ra::write_file(folder / "config.json", two).value();
  ra::Environment environment;
  environment.variables["DOCKER_CONFIG"] = folder.path().string();
  environment.variables["HOME"] = "/nonexistent";

  BOOST_TEST(await(docker_config(environment)("ghcr.io")).value()->user == "me");
}

BOOST_AUTO_TEST_CASE(without_a_file_there_are_none) {
  ra::Environment environment;
  environment.variables["HOME"] = "/nonexistent";

  BOOST_TEST(!await(docker_config(environment)("ghcr.io")).value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
