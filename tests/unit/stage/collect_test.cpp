#include "stage/collect.hpp"

#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using ra::Errc;
using ra::stage::collect;
namespace fs = std::filesystem;

namespace {

struct CollectBench {
  ra::test::TemporaryFolder folder;
  fs::path from = folder.path() / "from";
  fs::path to = folder.path() / "to";

  void put(const fs::path& file, const std::string& text) const {
    fs::create_directories((from / file).parent_path());
    std::ofstream{from / file} << text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(collecting, CollectBench)

BOOST_AUTO_TEST_CASE(files_that_match_are_kept_with_their_digests) {
  put("target/a.crate", "a");
  put("target/b.txt", "b");

  const auto kept = collect(from, {"target/*.crate"}, to);

  BOOST_REQUIRE(kept);
  BOOST_TEST(kept->size() == 1U);
  BOOST_TEST(kept->at("a.crate") == "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  BOOST_TEST(fs::exists(to / "a.crate"));
  BOOST_TEST(!fs::exists(to / "b.txt"));
}

BOOST_AUTO_TEST_CASE(a_file_that_two_patterns_name_is_kept_once) {
  put("target/a.crate", "a");

  BOOST_TEST(collect(from, {"target/*.crate", "**/a.crate"}, to).value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_pattern_that_names_nothing_is_red) {
  put("target/b.txt", "b");

  const auto kept = collect(from, {"target/*.crate"}, to);

  BOOST_REQUIRE(!kept);
  BOOST_CHECK(kept.error().code == Errc::failed_ci);
  BOOST_TEST(kept.error().message == "no file matches target/*.crate");
}

BOOST_AUTO_TEST_CASE(two_files_of_one_name_are_a_conflict) {
  put("x/a.jar", "1");
  put("y/a.jar", "2");

  const auto kept = collect(from, {"*/a.jar"}, to);

  BOOST_REQUIRE(!kept);
  BOOST_CHECK(kept.error().code == Errc::conflict);
}

BOOST_AUTO_TEST_SUITE_END()
