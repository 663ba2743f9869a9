#include "product/name.hpp"

#include "oci/reference.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace ra::product;
using ra::Errc;

namespace {

const std::string hex64(64, 'b');
const std::string hex24(24, 'a');

const std::vector<std::string> no_names{"",           "apim",        "@1.0.0",     "apim@",     "a_b@1.0.0",
                                        "apim@1.0_0", "../x@1.0.0",  "apim@1 0",   "a/b@1.0.0", "-a@1.0.0",
                                        ".a@1.0.0",   "apim@1.0\n0", "apim@1.0@0", "\x1b[2J@1"};

const std::vector<std::string> no_tags{"report",
                                       "latest",
                                       "apim_3.1.0",
                                       "sha256-" + hex64,
                                       "report-" + hex24 + "-" + hex64.substr(1),
                                       "report-" + hex24 + "-" + hex64 + "b",
                                       "report-" + hex24.substr(1) + "-" + hex64,
                                       "rumour-" + hex24 + "-" + hex64,
                                       "report-" + hex24 + "-" + std::string(64, 'B')};

}  // namespace

BOOST_AUTO_TEST_SUITE(product_names)

BOOST_AUTO_TEST_CASE(a_name_is_a_product_and_its_version) {
  const auto name = parse_name("apim@3.1.0-alpha.1");
  BOOST_TEST_REQUIRE(name.has_value());
  BOOST_TEST(name->product == "apim");
  BOOST_TEST(name->version == "3.1.0-alpha.1");
  BOOST_TEST(version_tag(*name) == "apim_3.1.0-alpha.1");
}

BOOST_DATA_TEST_CASE(whatever_cannot_be_part_of_a_tag_is_no_name, boost::unit_test::data::make(no_names), text) {
  const auto name = parse_name(text);
  BOOST_TEST_REQUIRE(!name.has_value());
  BOOST_TEST((name.error().code == Errc::usage));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_name_has_at_most_60_characters_so_that_two_of_them_fit_into_a_tag) {
  const std::string most(60, 'x');
  BOOST_TEST(make_name(most.substr(1), "1.0.0").has_value());
  const auto longest = make_name(most, most);
  BOOST_TEST_REQUIRE(longest.has_value());
  BOOST_TEST(ra::oci::is_tag(version_tag(*longest)));
  BOOST_TEST(!make_name(most + "x", "1.0.0").has_value());
  BOOST_TEST(!make_name("apim", most + "x").has_value());
}

BOOST_AUTO_TEST_CASE(every_tag_of_a_statement_is_one_and_can_be_read_again) {
  for (const Kind kind : {Kind::publication, Kind::report, Kind::certification, Kind::revocation, Kind::deployment}) {
    const auto tag = statement_tag(kind, "sha256:" + std::string(64, 'a'), "sha256:" + hex64);
    BOOST_TEST(ra::oci::is_tag(tag.text()));
    const auto read = parse_statement_tag(tag.text());
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((*read == tag));
  }
}

BOOST_DATA_TEST_CASE(other_tags_are_none_of_statements, boost::unit_test::data::make(no_tags), tag) {
  BOOST_TEST(!parse_statement_tag(tag).has_value());
}

BOOST_AUTO_TEST_CASE(versions_are_as_old_as_people_count) {
  const auto name = [](const char* version) { return make_name("apim", version).value(); };
  BOOST_TEST(older(name("3.9.0"), name("3.10.0")));
  BOOST_TEST(older(name("3.10.0-alpha.1"), name("3.10.0")));
  BOOST_TEST(older(name("banana"), name("0.0.1")));
  BOOST_TEST(!older(name("3.10.0"), name("3.10.0")));
}

BOOST_AUTO_TEST_SUITE_END()
