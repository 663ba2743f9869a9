#include "oci/document.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using namespace ra::oci;

namespace {

const std::string sum = "sha256:" + std::string(64, 'a');

std::string descriptor(const std::string& digest = sum, const std::string& size = "3") {
  return fmt::format(R"({{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{}","size":{}}})", digest,
                     size);
}

std::string manifest(const std::string& layers, const std::string& more = {}) {
  return fmt::format(R"({{"schemaVersion":2{},"config":{},"layers":[{}]}})", more, descriptor(), layers);
}

bool refused(const std::string& text, std::string_view type = media::manifest) {
  const auto parsed = parse_document(text, type);
  return !parsed && parsed.error().code == ra::Errc::config;
}

std::string many(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + descriptor();
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  Document index;
  index.is_index = true;
  index.media_type = media::index;
  index.annotations["a"] = "b\n\"c\"";
  index.manifests.push_back({media::manifest, sum, 7, Platform{"linux", "arm", "v7"}, "x/y", {{"k", "v"}}});

  const Document read = parse_document(to_text(index), media::index).value();

  BOOST_TEST(to_text(read) == to_text(index));
  BOOST_TEST(read.manifests.at(0).platform->text() == "linux/arm/v7");
}

BOOST_AUTO_TEST_CASE(a_manifest_without_a_type_has_the_one_that_was_said_of_it) {
  BOOST_TEST(parse_document(manifest(""), media::docker_manifest).value().media_type == media::docker_manifest);
  BOOST_TEST(parse_document(manifest("")).value().media_type == media::manifest);
}

BOOST_AUTO_TEST_CASE(a_digest_is_that_of_the_bytes_as_they_came) {
  const std::string text = manifest("") + "\n";

  BOOST_TEST(stored(text, media::manifest).value().digest == digest_of(text));
}

BOOST_AUTO_TEST_CASE(both_a_manifest_and_an_index_is_refused) {
  BOOST_TEST(refused(manifest("", R"(,"manifests":[])")));
  BOOST_TEST(refused(manifest("", R"(,"manifests":[])"), media::index));
}

BOOST_AUTO_TEST_CASE(another_type_than_was_said_is_refused) {
  BOOST_TEST(refused(manifest("", R"(,"mediaType":"application/vnd.oci.image.manifest.v1+json")"), media::index));
  BOOST_TEST(refused(manifest(""), media::index));
  BOOST_TEST(refused(R"({"schemaVersion":2,"manifests":[]})", media::manifest));
  BOOST_TEST(refused(manifest("", R"(,"mediaType":"text/html")")));
}

BOOST_AUTO_TEST_CASE(hostile_sizes_and_digests_are_refused) {
  for (const char* size : {"-1", "1e99", "70368744177665", "9223372036854775808", "\"3\"", "null", "1.5"})
    BOOST_TEST_CONTEXT(size) { BOOST_TEST(refused(manifest(descriptor(sum, size)))); }
  for (const std::string digest : {"", "sha256:", "sha256:../../../etc/passwd", "md5:aa", "sha512:aa"})
    BOOST_TEST_CONTEXT(digest) { BOOST_TEST(refused(manifest(descriptor(digest)))); }
  BOOST_TEST(refused(manifest(descriptor("sha256:" + std::string(63, 'a')))));
  BOOST_TEST(refused(manifest(descriptor("sha256:" + std::string(65, 'a')))));
  BOOST_TEST(refused(manifest(descriptor("sha256:" + std::string(64, 'A')))));
  BOOST_TEST(!refused(manifest(descriptor(sum, "70368744177664"))));
}

BOOST_AUTO_TEST_CASE(a_list_has_at_most_2000_entries) {
  BOOST_TEST(!refused(manifest(many(1999))));
  BOOST_TEST(!refused(manifest(many(2000))));
  BOOST_TEST(refused(manifest(many(2001))));
}

BOOST_AUTO_TEST_CASE(a_manifest_has_at_most_4_MiB) {
  const std::string text = manifest("");
  const auto padded = [&](std::size_t size) { return text + std::string(size - text.size(), ' '); };

  BOOST_TEST(!refused(padded(most_document - 1)));
  BOOST_TEST(!refused(padded(most_document)));
  BOOST_TEST(refused(padded(most_document + 1)));
}

BOOST_AUTO_TEST_CASE(what_is_nested_deeper_than_20_is_refused) {
  const auto nested = [](std::size_t depth) {
    return manifest("", fmt::format(R"(,"x":{}{})", std::string(depth - 1, '['), std::string(depth - 1, ']')));
  };

  BOOST_TEST(!refused(nested(19)));
  BOOST_TEST(!refused(nested(20)));
  BOOST_TEST(refused(nested(21)));
}

BOOST_AUTO_TEST_CASE(what_is_no_manifest_is_refused) {
  for (const char* text : {"", "[]", "null", "{}", R"({"schemaVersion":1,"fsLayers":[]})", R"({"schemaVersion":2})",
                           R"({"schemaVersion":2,"layers":[]})", R"({"schemaVersion":2,"config":{},"layers":[]})"})
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(refused(text)); }
}

BOOST_AUTO_TEST_SUITE_END()
