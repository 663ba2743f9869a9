#include "oci/referrer.hpp"

#include "registry_bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using namespace ra::oci::test;
using ra::http::Method;
using ra::test::await;

namespace {

struct ReferrerBench : RegistryBench {
  Repository to = repository();
  Descriptor subject{media::manifest, digest_of("image"), 5};
  Referrer sbom{"application/vnd.cyclonedx+json", {{"application/json", {{}, "sbom"}, {}}}, {{"k", "v"}}};
  const std::string tag = "sha256-" + subject.digest.substr(7);

  void expect_blobs() {
    client.expect(Method::head, "/blobs/" + digest_of("{}"), reply(200));
    client.expect(Method::head, "/blobs/" + digest_of("sbom"), reply(200));
  }
  // The index that the tag leads to.
  Stored listing(const std::vector<Descriptor>& all) const {
    Document index;
    index.is_index = true;
    index.media_type = media::index;
    index.manifests = all;
    return stored(index);
  }
  ra::http::Response as_answer(const Stored& one) const {
    return reply(200, {{"Content-Type", one.document.media_type}}, one.text);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(referring, ReferrerBench)

BOOST_AUTO_TEST_CASE(a_registry_that_takes_note_of_it_needs_no_tag) {
  client.expect(Method::get, "/referrers/" + subject.digest, as_answer(listing({})));
  expect_blobs();
  client.expect(Method::put, "/manifests/sha256:", reply(201, {{"OCI-Subject", subject.digest}}));

  const auto done = await(push_referrer(to, subject, sbom));

  BOOST_TEST_REQUIRE(done.has_value());
  BOOST_TEST(client.done());
  const Document manifest = parse_document(client.requests().at(3).body).value();
  BOOST_TEST(manifest.subject->digest == subject.digest);
  BOOST_TEST(manifest.config->media_type == media::empty);
  BOOST_TEST(manifest.artifact_type == sbom.artifact_type);
  BOOST_TEST(done->digest == digest_of(client.requests().at(3).body));
}

BOOST_AUTO_TEST_CASE(without_the_api_it_goes_into_the_tag_beside_what_is_there) {
  const Descriptor other{media::manifest, digest_of("other"), 5};
  const Stored before = listing({other});
  client.expect(Method::get, "/referrers/", reply(404));
  client.expect(Method::get, "/manifests/" + tag, as_answer(before));
  expect_blobs();
  client.expect(Method::put, "/manifests/sha256:", reply(201));
  client.expect(Method::get, "/manifests/" + tag, as_answer(before));
  client.expect(Method::put, "/manifests/" + tag, reply(201));
  Referrer copy = sbom;
  Document made;
  made.media_type = media::manifest;
  made.artifact_type = copy.artifact_type;
  made.annotations = copy.annotations;
  made.config = Descriptor{media::empty, digest_of("{}"), 2};
  made.layers = {Descriptor{"application/json", digest_of("sbom"), 4}};
  made.subject = subject;
  Descriptor own = stored(made).descriptor();
  client.expect(Method::get, "/manifests/" + tag, as_answer(listing({other, own})));

  const auto done = await(push_referrer(to, subject, copy));

  BOOST_TEST_REQUIRE(done.has_value());
  BOOST_TEST(done->digest == own.digest);
  BOOST_TEST(client.done());
  const Document index = parse_document(client.requests().at(6).body).value();
  BOOST_TEST_REQUIRE(index.manifests.size() == 2U);
  BOOST_TEST(index.manifests[1].artifact_type == sbom.artifact_type);
  BOOST_TEST(index.manifests[1].annotations.at("k") == "v");
}

BOOST_AUTO_TEST_CASE(the_same_again_writes_nothing) {
  client.expect(Method::get, "/referrers/", as_answer(listing({})));
  expect_blobs();
  client.expect(Method::put, "/manifests/sha256:", reply(201, {{"OCI-Subject", "x"}}));
  const Descriptor first = await(push_referrer(to, subject, sbom)).value();
  client.expect(Method::get, "/referrers/", as_answer(listing({first})));

  BOOST_TEST(await(push_referrer(to, subject, sbom)).value().digest == first.digest);
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_SUITE_END()
