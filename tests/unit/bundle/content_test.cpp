#include "bundle_bench.hpp"

#include "archive/zip_writer.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::test::BundleBench;
using ra::test::names_in;
using From = ra::model::BundlePart::From;
using Names = std::vector<std::string>;

namespace {

std::filesystem::path zip(const BundleBench& b, const Names& names) {
  std::vector<ra::archive::Entry> entries;
  for (const auto& name : names) {
    entries.push_back(name.ends_with('/') ? ra::archive::folder_entry(name.substr(0, name.size() - 1))
                                          : ra::archive::content_entry(name, name));
  }
  ra::archive::Workers workers{1};
  const auto tree = ra::archive::Tree::of(std::move(entries), ra::archive::Tree::Parents::added).value();
  return ra::archive::make_zip(tree, b.folder.path() / "a-1.0.0.zip", {}, workers).value().path;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content)

BOOST_AUTO_TEST_CASE(a_file_goes_into_each_of_its_folders) {
  BundleBench b;
  b.add(b.file("p-1.0.0.zip")).to = {"gateway/plugins", "rest/plugins"};

  const Names expected{"gateway/", "gateway/plugins/", "gateway/plugins/p-1.0.0.zip",
                       "rest/",    "rest/plugins/",    "rest/plugins/p-1.0.0.zip"};
  BOOST_TEST(names_in(b.tree().value()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_an_archive_holds_is_put_in_without_its_first_folder) {
  BundleBench b;
  auto& part = b.add(zip(b, {"gateway-1.0.0/bin/gravitee", "gateway-1.0.0/ext/", "gateway-1.0.0/lib/a.jar"}));
  part.extract = true;
  part.strip = 1;
  part.to = {"full/gateway"};
  b.chosen.modes = {{"**/bin/*", 0755}};

  const auto tree = b.tree().value();

  const Names expected{"full/",
                       "full/gateway/",
                       "full/gateway/bin/",
                       "full/gateway/bin/gravitee",
                       "full/gateway/ext/",
                       "full/gateway/lib/",
                       "full/gateway/lib/a.jar"};
  BOOST_TEST(names_in(tree) == expected, boost::test_tools::per_element());
  BOOST_TEST(tree.entries()[3].mode == 0755U);
  BOOST_TEST(tree.entries()[6].mode == 0644U);
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_is_taken_out) {
  BundleBench b;
  auto& part = b.add(zip(b, {"a/x.jar", "a/x-sources.jar", "a/readme"}));
  part.extract = true;
  part.only = {"**/*.jar", "!**/*-sources.jar"};

  BOOST_TEST(names_in(b.tree().value()) == (Names{"a/", "a/x.jar"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(patterns_and_strips_that_leave_nothing_are_errors) {
  BundleBench b;
  auto& part = b.add(zip(b, {"a/x.jar"}));
  part.extract = true;
  part.only = {"**/*.zip"};
  BOOST_TEST(b.tree().error().message == "a-1.0.0.zip: `**/*.zip` name nothing in it");

  part.only.clear();
  part.strip = 2;
  BOOST_TEST((b.tree().error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(one_archive_that_two_parts_unpack_is_unpacked_once) {
  BundleBench b;
  const auto path = zip(b, {"x"});
  for (const char* to : {"a", "b"}) {
    auto& part = b.add(path);
    part.extract = true;
    part.to = {to};
  }

  const auto tree = b.tree().value();

  BOOST_TEST(tree.entries()[1].source == tree.entries()[3].source);
}

BOOST_AUTO_TEST_CASE(folders_may_be_empty_and_may_be_filled_by_several) {
  BundleBench b;
  b.file("d/one");
  b.add(b.folder.path() / "in/d", From::folder).to = {"lib"};
  b.add(b.file("two")).to = {"lib"};
  b.chosen.folders = {"lib", "license"};

  BOOST_TEST(names_in(b.tree().value()) == (Names{"lib/", "lib/one", "lib/two", "license/"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_things_of_one_name_are_an_error) {
  BundleBench b;
  b.add(b.file("a"));
  b.add(b.file("other/a"));

  const auto tree = b.tree();

  BOOST_TEST((tree.error().code == Errc::config));
  BOOST_TEST(tree.error().message.starts_with("x.zip: "));
}

BOOST_AUTO_TEST_CASE(a_folder_becomes_a_tree_of_its_own) {
  BundleBench b;
  b.add(b.file("a")).to = {"full/gateway-1.0.0/lib", "full/ui-1.0.0"};
  const auto tree = b.tree().value();

  const auto found = ra::bundle::folders_named(tree, "full/*");
  const auto sub = ra::bundle::subtree(tree, "full/gateway-1.0.0").value();

  BOOST_TEST(found == (Names{"full/gateway-1.0.0", "full/ui-1.0.0"}), boost::test_tools::per_element());
  BOOST_TEST(names_in(sub) == (Names{"gateway-1.0.0/", "gateway-1.0.0/lib/", "gateway-1.0.0/lib/a"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
