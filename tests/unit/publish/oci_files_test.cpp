#include "publish/oci_files.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::publish::Item;

namespace {

struct FilesBench {
  ra::test::TemporaryFolder folder;

  Item file(const std::string& name) const {
    ra::write_file(folder.path() / name, "of " + name).value();
    return Item{folder.path() / name, name, "there", "x.example.org/a:1", false};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(files_of_a_registry, FilesBench)

BOOST_AUTO_TEST_CASE(each_has_its_title_and_the_order_is_that_of_the_names) {
  const auto one = ra::publish::oci_files({file("b.zip"), file("a.txt")}, "application/x", "1.2.3").value();
  const auto other = ra::publish::oci_files({file("a.txt"), file("b.zip")}, "application/x", "1.2.3").value();

  BOOST_TEST(one.manifest.text == other.manifest.text);
  const auto& artifact = one.manifest.document;
  BOOST_TEST(artifact.artifact_type == "application/x");
  BOOST_TEST_REQUIRE(artifact.layers.size() == 2U);
  BOOST_TEST(artifact.layers[0].annotations.at("org.opencontainers.image.title") == "a.txt");
  BOOST_TEST(artifact.layers[0].media_type == "text/plain");
  BOOST_TEST(artifact.layers[1].media_type == "application/zip");
  BOOST_TEST(artifact.annotations.at("org.opencontainers.image.version") == "1.2.3");
}

BOOST_AUTO_TEST_CASE(another_version_is_another_artifact) {
  const auto one = ra::publish::oci_files({file("a")}, "application/x", "1.2.3").value();
  const auto other = ra::publish::oci_files({file("a")}, "application/x", "1.2.4").value();

  BOOST_TEST(one.manifest.digest != other.manifest.digest);
}

BOOST_AUTO_TEST_CASE(a_file_is_found_by_its_title) {
  const auto made = ra::publish::oci_files({file("a"), file("b")}, "application/x", "").value();

  BOOST_TEST("sha256:" + ra::publish::titled(made.manifest.document, "b").value() == made.files.at("b").digest);
  BOOST_TEST(!ra::publish::titled(made.manifest.document, "c").has_value());
}

BOOST_AUTO_TEST_CASE(no_more_files_than_a_manifest_may_list) {
  std::vector<Item> items;
  const Item one = file("a");
  for (std::size_t i = 0; i < ra::oci::most_entries - 1; ++i) {
    items.push_back(one);
    items.back().name = std::to_string(i);
  }
  BOOST_TEST(ra::publish::oci_files(items, "application/x", "").has_value());
  items.push_back(one);
  BOOST_TEST(ra::publish::oci_files(items, "application/x", "").has_value());
  items.push_back(one);
  items.back().name = "b";
  BOOST_TEST((ra::publish::oci_files(items, "application/x", "").error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_SUITE_END()
