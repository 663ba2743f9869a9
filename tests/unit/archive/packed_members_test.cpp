#include "archive/packed_members.hpp"

#include "archive/zip_reader.hpp"
#include "archive/zip_writer.hpp"
#include "archive_samples.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace ra::archive;
using ra::test::noise;
using ra::test::words;
namespace fs = std::filesystem;

namespace {

struct Editions {
  ra::test::TemporaryFolder folder;
  Workers workers{2};
  PackedMembers packed;

  Entry file(const std::string& name, const std::string& text) const {
    ra::write_file(folder / name, text).value();
    return file_entry("app/" + name, folder / name, text.size());
  }
  std::vector<Entry> common() const {
    return {file("text", words(90'000)), file("jar", noise(90'000)), file("empty", ""),
            file("large", words(whole_size + 5)), file("large.jar", noise(whole_size + 5))};
  }
  ra::Result<Made> make(const std::string& name, std::vector<Entry> entries, PackedMembers* with) {
    const auto tree = Tree::of(std::move(entries), Tree::Parents::added);
    ZipOptions options;
    options.packed = with;
    return make_zip(*tree, folder / name, options, workers);
  }
  std::string bytes(const std::string& name) const {
    return ra::read_file(folder / name, std::uint64_t{1} << 30U).value();
  }
  // Something else in the same place, of the same size.
  void overwrite(const std::string& name, const std::string& before, const std::string& after) const {
    std::string all = bytes(name);
    const auto at = all.find(before);
    BOOST_TEST_REQUIRE(at != std::string::npos);
    ra::write_file(folder / name, all.replace(at, after.size(), after)).value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(packed_members, Editions)

BOOST_AUTO_TEST_CASE(what_stands_on_another_is_the_same_as_made_alone) {
  make("ce.zip", common(), &packed).value();
  auto more = common();
  more.push_back(file("enterprise", words(70'000)));

  make("ee.zip", more, &packed).value();

  make("alone.zip", more, nullptr).value();
  BOOST_TEST((bytes("ee.zip") == bytes("alone.zip")));
}

// The first archive is changed on the disk: what the second one has of it tells that it was not packed again.
BOOST_AUTO_TEST_CASE(what_another_holds_is_taken_over) {
  for (const std::string name : {"text", "large"}) {
    PackedMembers own;
    const auto entry = name == "text" ? file(name, words(90'000)) : file(name, words(whole_size + 5));
    make("ce.zip", {entry}, &own).value();
    std::fstream first{folder / "ce.zip", std::ios::in | std::ios::out | std::ios::binary};
    first.seekp(200);
    first << "scribbled";
    first.close();

    make("ee.zip", {entry}, &own).value();

    BOOST_TEST(bytes("ee.zip").substr(200, 9) == "scribbled");
  }
}

BOOST_AUTO_TEST_CASE(another_level_is_another_content) {
  const auto entry = file("text", words(90'000));
  make("ce.zip", {entry}, &packed).value();

  BOOST_TEST((packed.find(entry, 6) != nullptr));
  BOOST_TEST((packed.find(entry, 9) == nullptr));
}

BOOST_AUTO_TEST_CASE(a_small_file_that_has_changed_is_packed_as_it_is_now) {
  const auto entry = file("text", words(90'000));
  make("ce.zip", {entry}, &packed).value();
  overwrite("text", "word", "WORD");

  make("ee.zip", {entry}, &packed).value();

  make("alone.zip", {entry}, nullptr).value();
  BOOST_TEST((bytes("ee.zip") == bytes("alone.zip")));
}

BOOST_AUTO_TEST_CASE(a_large_file_that_has_changed_is_an_error) {
  const auto entry = file("large", words(whole_size + 5));
  make("ce.zip", {entry}, &packed).value();
  overwrite("large", "word", "WORD");

  const auto made = make("ee.zip", {entry}, &packed);

  BOOST_TEST_REQUIRE(made.has_error());
  BOOST_TEST(made.error().message.ends_with("large changed while it was read"));
  BOOST_TEST(!fs::exists(folder / "ee.zip"));
}

BOOST_AUTO_TEST_SUITE_END()
