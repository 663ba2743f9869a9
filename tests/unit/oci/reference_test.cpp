#include "oci/reference.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::oci::parse_reference;

BOOST_AUTO_TEST_SUITE(references)

BOOST_AUTO_TEST_CASE(a_bare_name_is_one_of_docker_hubs_library) {
  const auto reference = parse_reference("debian").value();

  BOOST_TEST(reference.text() == "docker.io/library/debian");
  BOOST_TEST(reference.wanted() == "latest");
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_dot_is_an_owner_on_docker_hub) {
  BOOST_TEST(parse_reference("graviteeio/apim-gateway:4.2.0").value().text() ==
             "docker.io/graviteeio/apim-gateway:4.2.0");
}

BOOST_AUTO_TEST_CASE(a_host_with_a_port_and_a_digest_are_told_apart) {
  const std::string digest = "sha256:" + std::string(64, 'a');

  const auto reference = parse_reference("localhost:5000/a/b-c/d__e:1.0@" + digest).value();

  BOOST_TEST(reference.registry == "localhost:5000");
  BOOST_TEST(reference.repository == "a/b-c/d__e");
  BOOST_TEST(reference.tag == "1.0");
  BOOST_TEST(reference.wanted() == digest);
}

BOOST_AUTO_TEST_CASE(the_other_names_of_docker_hub_are_its_own) {
  BOOST_TEST(parse_reference("index.docker.io/x").value().text() == "docker.io/library/x");
}

BOOST_AUTO_TEST_CASE(a_tag_of_127_characters_is_fine) {
  BOOST_TEST(parse_reference("a/b:" + std::string(127, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(a_tag_of_128_characters_is_fine) {
  BOOST_TEST(parse_reference("a/b:" + std::string(128, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(a_tag_of_129_characters_is_refused) {
  BOOST_TEST((parse_reference("a/b:" + std::string(129, 'x')).error().code == Errc::usage));
}

BOOST_AUTO_TEST_CASE(a_name_may_have_255_characters_and_not_256) {
  const std::string folder = "example.org/";

  BOOST_TEST(parse_reference(folder + std::string(254 - folder.size(), 'x')).has_value());
  BOOST_TEST(parse_reference(folder + std::string(255 - folder.size(), 'x')).has_value());
  BOOST_TEST(!parse_reference(folder + std::string(256 - folder.size(), 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_name_is_refused) {
  for (const char* text :
       {"", "A/b", "a//b", "a/-b", "a/b-", "a/b..c", "a/b___c", "a/b._c", "a/b:", "a/b:-x", "a/b:x/y", "a/b@sha256:12",
        "a/b@md5:x", "exa mple.org/a", "example.org/", "a/b:x@", "..", "a/../b"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_reference(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(this_machine_is_reached_over_http_and_others_over_https) {
  BOOST_TEST(ra::oci::api_url("localhost:5000") == "http://localhost:5000");
  BOOST_TEST(ra::oci::api_url("127.0.0.1:5000") == "http://127.0.0.1:5000");
  BOOST_TEST(ra::oci::api_url("ghcr.io") == "https://ghcr.io");
  BOOST_TEST(ra::oci::api_url("docker.io") == "https://registry-1.docker.io");
}

BOOST_AUTO_TEST_SUITE_END()
