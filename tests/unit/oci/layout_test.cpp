#include "oci/layout.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

using namespace ra::oci;
namespace fs = std::filesystem;

namespace {

struct LayoutBench {
  ra::test::TemporaryFolder folder;
  Layout layout = Layout::create(folder / "x.oci").value();

  Descriptor put(const std::string& text, const char* type = media::layer) {
    const std::string digest = digest_of(text);
    layout.put(digest, text).value();
    return {type, digest, text.size()};
  }

  // A manifest of one layer, named.
  Descriptor image(const std::string& content, const std::string& name) {
    Document manifest;
    manifest.media_type = media::manifest;
    manifest.config = put("{}", media::config);
    manifest.layers = {put(content)};
    const Stored one = stored(manifest);
    layout.put(one.digest, one.text).value();
    Descriptor descriptor = one.descriptor();
    descriptor.annotations[ref_name] = name;
    return descriptor;
  }

  ino_t inode(const std::string& digest) const {
    struct stat found {};
    ::stat(layout.path_of(digest).c_str(), &found);
    return found.st_ino;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(layouts, LayoutBench)

BOOST_AUTO_TEST_CASE(a_new_one_can_be_opened_and_lists_nothing) {
  BOOST_TEST(Layout::open(folder / "x.oci").value().listed().value().empty());
  BOOST_TEST(ra::read_file(folder / "x.oci/oci-layout", 100).value() == R"({"imageLayoutVersion":"1.0.0"})");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_none_is_not_opened) {
  BOOST_TEST((Layout::open(folder / "y").error().code == ra::Errc::not_found));
  ra::write_file(folder / "z/oci-layout", R"({"imageLayoutVersion":"2.0.0"})").value();
  BOOST_TEST((Layout::open(folder / "z").error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_CASE(a_blob_that_is_there_is_left_alone) {
  const Descriptor blob = put("abc");
  const ino_t before = inode(blob.digest);

  put("abc");
  ra::write_file(folder / "x.oci/new", "abc").value();
  layout.take(blob.digest, folder / "x.oci/new").value();

  BOOST_TEST(inode(blob.digest) == before);
  BOOST_TEST(!fs::exists(folder / "x.oci/new"));
}

BOOST_AUTO_TEST_CASE(a_blob_that_was_cut_is_written_again) {
  const Descriptor blob = put("abc");
  ra::write_file(layout.path_of(blob.digest), "ab").value();

  BOOST_TEST(!layout.has(blob));
  put("abc");

  BOOST_TEST(layout.read(blob).value() == "abc");
}

BOOST_AUTO_TEST_CASE(a_blob_that_was_changed_is_not_read) {
  const Descriptor blob = put("abc");
  ra::write_file(layout.path_of(blob.digest), "xyz").value();

  BOOST_TEST((layout.read(blob).error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_CASE(an_image_is_found_by_its_name) {
  const Descriptor one = image("1", "1.0.0");
  const Descriptor other = image("2", "docker.io/a/b:2.0.0");
  layout.list({one, other}).value();

  BOOST_TEST(layout.find("1.0.0").value().digest == one.digest);
  BOOST_TEST(layout.find("2.0.0").value().digest == other.digest);
  BOOST_TEST(!layout.find("").has_value());
  BOOST_TEST(layout.find("3.0.0").error().hint == "there are 1.0.0, docker.io/a/b:2.0.0");
}

BOOST_AUTO_TEST_CASE(what_nothing_leads_to_is_taken_away) {
  const Descriptor kept = image("1", "1.0.0");
  const Descriptor old = image("2", "0.9.0");
  layout.list({kept}).value();

  layout.prune().value();

  BOOST_TEST(layout.has(kept));
  BOOST_TEST(layout.document(kept).value().document.layers.size() == 1U);
  BOOST_TEST(layout.has(layout.document(kept).value().document.layers[0]));
  BOOST_TEST(!layout.has(old));
}

BOOST_AUTO_TEST_SUITE_END()
