#include "counting_catalog.hpp"
#include "parties.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "oci/document.hpp"
#include "product/products.hpp"
#include "product/publish.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace asio = boost::asio;
using namespace ra::product;
using namespace ra::product::test;

namespace {

struct ReadingBench {
  ra::test::TemporaryFolder folder;
  Trust trust = everybody();
  ra::Log log;
  Counting catalog{folder / "catalog"};
  int versions = 0;

  Reading reading() { return {catalog, trust, log, folder / "cache"}; }

  // Its content hangs on `seed`; says its digest.
  std::string publish_version(const std::string& version, const std::string& seed, char key = 'a', int minute = 0) {
    const auto file = folder / ("deployment-" + std::to_string(++versions) + ".yml");
    BOOST_REQUIRE(ra::write_file(file, seed).has_value());
    Draft draft;
    draft.name = {"apim", version};
    draft.description = file;
    Made made = make_product(draft).value();
    const std::string digest = made.upload.manifest.digest;
    // Around publish(), which would refuse a name that is taken: whoever may write to a registry can.
    Statement said = statement(Kind::publication, "acme", minute);
    said.product = digest;
    said.name = {"apim", version};
    const auto manifest = made.upload.manifest.descriptor();
    const bool first = !ra::run_coroutine(catalog.find(version_tag(said.name))).value().has_value();
    auto put = catalog.put(first ? version_tag(said.name) : "other", Catalog::Tag::moves, std::move(made.upload));
    BOOST_REQUIRE(ra::run_coroutine(std::move(put)).has_value());
    auto saying = say(reading(), said, manifest, {"acme", key_of(key)}, {});
    BOOST_REQUIRE(ra::run_coroutine(std::move(saying)).has_value());
    return digest;
  }

  Whole read(const std::string& wanted) {
    catalog.reads.clear();
    return ra::run_coroutine(read_one(reading(), wanted)).value();
  }
  std::vector<Entry> read_everything() {
    catalog.reads.clear();
    return ra::run_coroutine(read_all(reading())).value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(product_reading, ReadingBench)

BOOST_AUTO_TEST_CASE(one_is_read_anew_and_of_the_others_only_what_nobody_has_looked_at) {
  for (int n = 0; n < 20; ++n) publish_version("3.1." + std::to_string(n), "content " + std::to_string(n));
  BOOST_TEST(read("apim@3.1.7").entry.said.size() == 1U);
  BOOST_TEST(catalog.reads.size() == 20U + 1U);  // its own once more
  BOOST_TEST(read("apim@3.1.7").entry.said.size() == 1U);
  BOOST_TEST(catalog.reads.size() == 1U);
  publish_version("3.2.0", "new");
  BOOST_TEST(read("apim@3.1.8").entry.other.empty());
  BOOST_TEST(catalog.reads.size() == 2U);
}

BOOST_AUTO_TEST_CASE(all_are_read_once) {
  for (int n = 0; n < 5; ++n) publish_version("3.1." + std::to_string(n), "content " + std::to_string(n));
  BOOST_TEST(read_everything().size() == 5U);
  BOOST_TEST(catalog.reads.size() == 5U);
  const auto again = read_everything();
  BOOST_TEST(catalog.reads.empty());
  BOOST_TEST_REQUIRE(again.size() == 5U);
  BOOST_TEST(again[0].product.name.version == "3.1.4");
  BOOST_TEST((state_of(again[0], trust).published));
}

// A thousand versions have tens of thousands of reports: in memory are those of one version.
BOOST_AUTO_TEST_CASE(reports_are_held_of_one_product_at_a_time) {
  const std::string digest = publish_version("3.1.0", "content");
  Statement report = statement(Kind::report, "blue-1", 2);
  report.product = digest;
  ra::oci::Descriptor product;
  product.media_type = ra::oci::media::manifest;
  product.digest = digest;
  BOOST_REQUIRE(ra::run_coroutine(say(reading(), report, product, {"blue-1", key_of('1')}, {})).has_value());
  const auto tags = ra::run_coroutine(catalog.tags()).value();
  const auto products = ra::run_coroutine(read_products(reading(), statements_in(tags))).value();
  BOOST_TEST_REQUIRE(products.entries().size() == 1U);
  BOOST_TEST(products.entries()[0].said.size() == 1U);
  BOOST_TEST(products.with_reports(products.entries()[0]).said.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_was_published_before_under_the_name_is_read_anew_with_it) {
  const std::string later = publish_version("3.1.0", "second", 'a', 9);
  const std::string first = publish_version("3.1.0", "first", 'a', 1);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(read(later).entry.other == first);
    BOOST_TEST(catalog.reads.size() == (i == 0 ? 4U : 2U));
    BOOST_TEST(read(first).entry.other.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_statement_that_came_to_harm_is_shown_as_such_each_time_and_never_kept) {
  publish_version("3.1.0", "content");
  const auto tags = ra::run_coroutine(catalog.tags()).value();
  const auto statements = statements_in(tags);
  BOOST_TEST_REQUIRE(statements.size() == 1U);
  const std::string& digest = statements.front().statement;
  const auto blob = folder / "catalog" / "blobs/sha256" / digest.substr(digest.find(':') + 1);
  const std::string whole = ra::read_file(blob, 1 << 20).value();
  BOOST_REQUIRE(ra::write_file(blob, "harm").has_value());
  for (int i = 0; i < 2; ++i) {
    const Whole found = read("apim@3.1.0");
    BOOST_TEST_REQUIRE(found.entry.said.size() == 1U);
    BOOST_TEST((found.entry.said.front().standing == Said::Standing::tampered));
    BOOST_TEST(read_everything().empty());  // nobody says that it is published
  }
  BOOST_REQUIRE(ra::write_file(blob, whole).has_value());
  BOOST_TEST(read("apim@3.1.0").entry.said.front().counts());
  BOOST_TEST(read_everything().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
