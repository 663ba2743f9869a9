#include "oci/settle.hpp"

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
namespace fs = std::filesystem;

namespace {

const Platform on_amd{"linux", "amd64", ""};
const Platform on_arm{"linux", "arm64", ""};

struct SettleBench {
  ra::test::TemporaryFolder folder;
  Layout layout = Layout::create(folder / "made").value();

  Descriptor put(const std::string& text, const char* type) {
    const std::string digest = digest_of(text);
    layout.put(digest, text).value();
    return {type, digest, text.size()};
  }

  Descriptor image(const Platform& platform) {
    Document manifest;
    manifest.media_type = media::manifest;
    manifest.config =
        put(R"({"architecture":")" + platform.architecture + R"(","os":")" + platform.os + R"("})", media::config);
    manifest.layers = {put("layer of " + platform.text(), media::layer)};
    const Stored one = stored(manifest);
    layout.put(one.digest, one.text).value();
    Descriptor descriptor = one.descriptor();
    descriptor.platform = platform;
    return descriptor;
  }

  void list_index(const std::vector<Descriptor>& manifests) {
    Document index;
    index.is_index = true;
    index.media_type = media::index;
    index.manifests = manifests;
    const Stored one = stored(index);
    layout.put(one.digest, one.text).value();
    layout.list({one.descriptor()}).value();
  }

  std::size_t blobs() const {
    const fs::directory_iterator all{folder / "made/blobs/sha256"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(settling, SettleBench)

BOOST_AUTO_TEST_CASE(an_index_comes_in_the_order_of_the_platforms_whichever_order_it_was_made_in) {
  list_index({image(on_arm), image(on_amd)});
  const auto one = settle(layout, {on_amd, on_arm}, "1.0").value();

  list_index({image(on_amd), image(on_arm)});
  const auto other = settle(layout, {on_amd, on_arm}, "1.0").value();

  BOOST_TEST(one.digest == other.digest);
  BOOST_TEST(layout.find("1.0").value().digest == one.digest);
  const auto manifests = layout.document(one).value().document.manifests;
  BOOST_TEST_REQUIRE(manifests.size() == 2U);
  BOOST_TEST(manifests[0].platform->architecture == "amd64");
}

BOOST_AUTO_TEST_CASE(of_one_platform_it_is_the_manifest_and_the_rest_goes) {
  list_index({image(on_arm), image(on_amd)});
  const auto root = settle(layout, {on_amd}, "1.0").value();

  BOOST_TEST(root.media_type == media::manifest);
  BOOST_TEST(blobs() == 3U);
}

BOOST_AUTO_TEST_CASE(a_manifest_without_an_index_says_its_platform_in_its_configuration) {
  Descriptor made = image(on_arm);
  made.platform.reset();
  layout.list({made}).value();

  BOOST_TEST(settle(layout, {on_arm}, "1.0").value().digest == made.digest);
  BOOST_TEST(settle(layout, {on_amd}, "1.0").error().message == "there is no image for linux/amd64 in it");
}

BOOST_AUTO_TEST_CASE(a_platform_that_was_left_out_is_named) {
  list_index({image(on_amd)});
  const auto settled = settle(layout, {on_amd, on_arm}, "1.0");

  BOOST_TEST_REQUIRE(settled.has_error());
  BOOST_TEST((settled.error().code == ra::Errc::config));
  BOOST_TEST(settled.error().message == "there is no image for linux/arm64 in it");
}

BOOST_AUTO_TEST_SUITE_END()
