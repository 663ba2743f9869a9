#include "publish/crate.hpp"
#include "publish/crate_index.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::Errc;
using ra::publish::cargo_requirement;
using ra::publish::Crate;
using ra::publish::index_path;
using ra::publish::indexed_sum;
using ra::publish::publish_order;

namespace {

struct Pair {
  const char* given;
  const char* made;
};
std::ostream& operator<<(std::ostream& out, const Pair& pair) { return out << pair.given; }

// doc.rust-lang.org/cargo/reference/registry-index.html#index-files
const std::vector<Pair> paths{
    {"a", "1/a"}, {"AB", "2/ab"}, {"abc", "3/a/abc"}, {"abcd", "ab/cd/abcd"}, {"Demo-Core", "de/mo/demo-core"}};

const std::vector<Pair> requirements{{"1.2", "^1.2"},
                                     {">= 1.0 , <2", ">=1.0, <2"},
                                     {"=1.0.0+7", "=1.0.0"},
                                     {"*", "*"},
                                     {"1.*", "1.*"},
                                     {"1.x", "1.*"},
                                     {"~ 1.4", "~1.4"},
                                     {"^1", "^1"},
                                     {"1.0.0-rc.1", "^1.0.0-rc.1"}};

Crate needing(const std::string& name, std::vector<std::string> needs, std::vector<std::string> dev = {}) {
  Crate crate;
  crate.name = name;
  crate.needs = std::move(needs);
  crate.dev_needs = std::move(dev);
  return crate;
}

constexpr const char* index_text = R"({"name":"a","vers":"1.0.0","cksum":"AA11","yanked":false}
{"name":"a","vers":"1.1.0+7","cksum":"bb22","yanked":true}
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(crates)

BOOST_DATA_TEST_CASE(a_crate_has_its_place_in_the_index_by_its_length, boost::unit_test::data::make(paths), pair) {
  BOOST_TEST(index_path(pair.given) == pair.made);
}

BOOST_DATA_TEST_CASE(requirements_are_written_as_cargo_does, boost::unit_test::data::make(requirements), pair) {
  BOOST_TEST(cargo_requirement(pair.given) == pair.made);
}

BOOST_AUTO_TEST_CASE(those_that_others_need_come_first) {
  const auto order = publish_order({needing("a", {"b", "serde"}), needing("b", {"c"}), needing("c", {})});

  BOOST_TEST(order.value() == (std::vector<std::size_t>{2, 1, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_only_tests_need_comes_first_too_unless_that_closes_a_circle) {
  const auto order = publish_order({needing("a", {}, {"b"}), needing("b", {})});
  const auto circle = publish_order({needing("a", {}, {"b"}), needing("b", {"a"})});

  BOOST_TEST(order.value() == (std::vector<std::size_t>{1, 0}), boost::test_tools::per_element());
  BOOST_TEST(circle.value() == (std::vector<std::size_t>{0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused) {
  const auto order = publish_order({needing("a", {"b"}), needing("b", {"a"})});

  BOOST_TEST((order.error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_version_is_found_yanked_or_not) {
  BOOST_TEST(indexed_sum(index_text, "a", "1.0.0").value().value() == "aa11");
  BOOST_TEST(indexed_sum(index_text, "a", "1.1.0+7").value().value() == "bb22");
  BOOST_TEST(!indexed_sum(index_text, "a", "1.0.1").value().has_value());
}

BOOST_AUTO_TEST_CASE(build_metadata_makes_no_version_new) {
  for (const char* version : {"1.0.0+1", "1.1.0", "1.1.0+8"})
    BOOST_TEST((indexed_sum(index_text, "a", version).error().code == Errc::conflict), version);
}

BOOST_AUTO_TEST_CASE(an_index_that_is_cut_is_read_again_some_time) {
  BOOST_TEST((indexed_sum("{\"name\":", "a", "1.0.0").error().code == Errc::transient));
}

BOOST_AUTO_TEST_SUITE_END()
