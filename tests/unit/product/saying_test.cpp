#include "counting_catalog.hpp"
#include "parties.hpp"

#include "base/files.hpp"
#include "product/publish.hpp"
#include "product/saying.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;

namespace {

struct SayingBench {
  ra::test::TemporaryFolder folder;
  Trust trust = everybody();
  ra::Log log;
  Counting catalog{folder / "catalog"};
  const Speaker speaker{"blue-1", key_of('1')};
  std::vector<Attachment> files;

  Reading reading() { return {catalog, trust, log, folder / "kept"}; }

  ra::Result<std::string> report(int minute) {
    ra::oci::Descriptor product;
    product.media_type = ra::oci::media::manifest;
    product.digest = apim;
    return ra::run_coroutine(say(reading(), statement(Kind::report, "blue-1", minute), product, speaker, files));
  }
  ra::Result<> finish(Kind kind = Kind::report, const std::string& by = "blue-1") {
    return ra::run_coroutine(finish_saying(reading(), kind, by));
  }
  std::size_t said() { return statements_in(ra::run_coroutine(catalog.tags()).value()).size(); }
  std::size_t recorded() const {
    std::error_code ignored;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder.path() / "kept/saying", ignored})
      count += entry.path().extension() == ".json" ? 1U : 0U;
    return count;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(product_saying, SayingBench)

BOOST_AUTO_TEST_CASE(what_is_said_is_recorded_no_longer) {
  BOOST_TEST(report(1).has_value());
  BOOST_TEST(said() == 1U);
  BOOST_TEST(recorded() == 0U);
}

// A run is killed while its request is on its way; the next looks, finds nothing, and says it before the first arrives.
BOOST_AUTO_TEST_CASE(what_was_on_its_way_is_said_once_whoever_comes_first) {
  catalog.holds = true;
  BOOST_TEST(report(1).has_error());
  BOOST_TEST(recorded() == 1U);
  catalog.holds = false;
  BOOST_TEST(said() == 0U);
  BOOST_TEST(finish().has_value());
  BOOST_TEST(said() == 1U);
  BOOST_TEST(recorded() == 0U);
  for (const auto& arrive : catalog.on_their_way) arrive();
  BOOST_TEST(said() == 1U);
}

BOOST_AUTO_TEST_CASE(it_stays_recorded_while_the_catalogue_is_away) {
  catalog.holds = true;
  BOOST_TEST(report(1).has_error());
  BOOST_TEST(finish().has_error());
  BOOST_TEST(recorded() == 1U);
}

BOOST_AUTO_TEST_CASE(what_others_were_saying_and_other_things_are_left_alone) {
  catalog.holds = true;
  BOOST_TEST(report(1).has_error());
  catalog.holds = false;
  BOOST_TEST(finish(Kind::certification).has_value());
  BOOST_TEST(finish(Kind::report, "blue-2").has_value());
  BOOST_TEST(said() == 0U);
  BOOST_TEST(recorded() == 1U);
  BOOST_REQUIRE(ra::write_file(folder.path() / "kept/saying/torn.json", "{\"schema\":").has_value());
  BOOST_TEST(finish().has_value());
  BOOST_TEST(said() == 1U);
}

// Files come first: where one is not there, nobody can have heard of the report.
BOOST_AUTO_TEST_CASE(what_cannot_have_arrived_is_forgotten) {
  const auto file = folder.path() / "output.log";
  BOOST_REQUIRE(ra::write_file(file, "the log").has_value());
  files = {{"output.log", file}};
  catalog.holds = true;
  BOOST_TEST(report(1).has_error());
  catalog.holds = false;
  BOOST_TEST(finish().has_value());
  BOOST_TEST(said() == 0U);
  BOOST_TEST(recorded() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
