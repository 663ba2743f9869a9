#include "registry_bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using namespace ra::oci::test;
using ra::Errc;
using ra::http::Method;
using ra::test::await;

namespace {

struct PutBench : RegistryBench {
  Repository to = repository();

  void expect_put(int status, const std::string& code = {}) {
    const std::string body = code.empty() ? code : R"({"errors":[{"code":")" + code + R"("}]})";
    client.expect(Method::put, "/v2/a/b/manifests/1.0.0", reply(status, {}, body));
  }
  ra::Result<ra::Answer> put() {
    Document document;
    document.media_type = media::manifest;
    return await(to.put_manifest("1.0.0", stored(document)));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(repositories, PutBench)

BOOST_AUTO_TEST_CASE(a_manifest_that_names_what_somebody_else_sends_just_now_is_put_again) {
  for (int i = 0; i < 5; ++i) expect_put(400, "DIGEST_INVALID");
  expect_put(201);

  BOOST_TEST(put().has_value());

  BOOST_TEST(client.done());
  BOOST_TEST(slept.size() == 5U);
  BOOST_TEST((slept.back() > slept.front()));
}

BOOST_AUTO_TEST_CASE(not_for_ever) {
  for (int i = 0; i < 6; ++i) expect_put(400, "DIGEST_INVALID");

  const auto done = put();

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST((done.error().code == Errc::unavailable));
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(what_no_waiting_mends_is_put_once) {
  expect_put(400, "MANIFEST_INVALID");

  BOOST_TEST(put().has_error());

  BOOST_TEST(client.done());
  BOOST_TEST(slept.empty());
}

BOOST_AUTO_TEST_SUITE_END()
