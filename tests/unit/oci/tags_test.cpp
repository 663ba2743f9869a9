// The rules of tags, and the vectors of the product's own builds: see fixtures/image-tags.
#include "oci/tags.hpp"

#include "base/files.hpp"
#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using ra::json::Value;
using ra::model::Version;

namespace {

Value vectors() {
  const auto text = ra::read_file(RA_FIXTURES "/image-tags/tag-and-publish-vectors.json", 1 << 20).value();
  return ra::json::parse(text).value();
}

std::string names(const ra::Result<std::vector<Tag>>& tags) {
  std::string text;
  for (const Tag& tag : tags.value()) text += (text.empty() ? "" : " ") + tag.name;
  return text;
}

std::string tags(const char* version, bool latest = false, std::string edition = "ce", std::string variant = {}) {
  const auto parsed = Version::parse(version);
  return names(tags_of(parsed.value(), {latest, std::move(edition), std::move(variant)}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_tags)

BOOST_AUTO_TEST_CASE(versions_get_the_tags_of_the_vectors) {
  const Value all = vectors();
  BOOST_TEST_REQUIRE(all["docker_and_publish"].items().size() == 4U);
  for (const Value& one : all["docker_and_publish"].items()) {
    std::string expected;
    for (const Value& tag : one["tags"].items()) expected += (expected.empty() ? "" : " ") + tag.as_string();
    BOOST_TEST(tags(one["version"].as_string().c_str(), one["tag_latest"].as_bool()) == expected);
  }
}

BOOST_AUTO_TEST_CASE(variants_put_the_suffixes_of_the_vectors_behind_each) {
  const Value all = vectors();
  for (const Value& one : all["variant_suffixes"].items()) {
    const std::string suffix = one.as_string();
    const std::string variant = suffix.empty() ? suffix : suffix.substr(1);
    BOOST_TEST(tags("4.2.0", true, "ce", variant) ==
               "4.2.0" + suffix + " 4.2" + suffix + " 4" + suffix + " latest" + suffix);
  }
}

BOOST_AUTO_TEST_CASE(branches_are_sanitised_as_in_the_vectors) {
  const Value all = vectors();
  BOOST_TEST_REQUIRE(all["sanitize_branch"].items().size() == 3U);
  for (const Value& one : all["sanitize_branch"].items())
    BOOST_TEST(sanitise_branch(one.items()[0].as_string()) == one.items()[1].as_string());
}

BOOST_AUTO_TEST_CASE(support_branches_are_those_of_the_vectors) {
  const Value all = vectors();
  BOOST_TEST_REQUIRE(all["is_support_branch"].items().size() == 9U);
  for (const Value& one : all["is_support_branch"].items())
    BOOST_TEST(is_support_branch(one.items()[0].as_string()) == one.items()[1].as_bool());
}

BOOST_AUTO_TEST_CASE(a_branch_without_a_commit_gets_the_tag_of_the_vectors) {
  const Value all = vectors();
  for (const Value& one : all["images_tag"].items())
    BOOST_TEST(names(branch_tags(one.items()[0].as_string(), "", "master")) == one.items()[2].as_string());
}

BOOST_AUTO_TEST_CASE(the_enterprise_edition_has_no_latest) {
  BOOST_TEST(tags("4.2.0", true, "ee") == "4.2.0-ee 4.2-ee 4-ee");
}

BOOST_AUTO_TEST_CASE(a_variant_of_the_enterprise_edition_has_both_suffixes) {
  BOOST_TEST(tags("4.2.0", false, "ee", "debian") == "4.2.0-ee-debian 4.2-ee-debian");
}

BOOST_AUTO_TEST_CASE(a_pre_release_is_never_the_latest) {
  BOOST_TEST(tags("4.2.0-alpha.1", true) == "4.2.0-alpha.1 4.2.0-alpha");
}

BOOST_AUTO_TEST_CASE(a_qualifier_without_a_number_has_one_tag) { BOOST_TEST(tags("4.2.0-rc1") == "4.2.0-rc1"); }

BOOST_AUTO_TEST_CASE(a_snapshot_has_a_tag_that_moves) {
  const auto all = tags_of(Version::parse("4.2.0-SNAPSHOT").value(), {}).value();

  BOOST_TEST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0] == Tag{"4.2.0-SNAPSHOT", true}));
}

BOOST_AUTO_TEST_CASE(all_but_the_versions_own_tag_move) {
  const auto all = tags_of(Version::parse("4.2.0").value(), {true, "ce", ""}).value();

  BOOST_TEST_REQUIRE(all.size() == 4U);
  BOOST_TEST(!all[0].moving);
  BOOST_TEST((all[1].moving && all[2].moving && all[3].moving));
}

BOOST_AUTO_TEST_CASE(a_tag_has_at_most_128_characters) {
  const auto of = [](std::size_t size) {
    return tags_of(Version::parse("4.2.0").value(), {false, "ce", std::string(size - 6, 'v')});
  };

  BOOST_TEST(of(127).has_value());
  BOOST_TEST(of(128).has_value());
  BOOST_TEST(!of(129).has_value());
}

BOOST_AUTO_TEST_CASE(a_branch_of_60_characters_stays_and_the_61st_goes) {
  for (const std::size_t size : {59U, 60U, 61U})
    BOOST_TEST(sanitise_branch(std::string(size, 'b')).size() == std::min<std::size_t>(size, 60));
}

BOOST_AUTO_TEST_CASE(what_is_cut_does_not_end_with_a_dash) {
  BOOST_TEST(sanitise_branch(std::string(59, 'b') + "-c") == std::string(59, 'b'));
}

BOOST_AUTO_TEST_CASE(a_feature_branch_gets_its_commit_alone) {
  BOOST_TEST(names(branch_tags("feat/X", "0123456789abcdef", "master")) == "feat-x-0123456");
}

BOOST_AUTO_TEST_CASE(the_main_branch_and_support_branches_have_a_latest) {
  BOOST_TEST(names(branch_tags("master", "0123456", "master")) == "master-0123456 master-latest");
  BOOST_TEST(names(branch_tags("4.2.x", "0123456", "master")) == "4.2.x-0123456 4.2.x-latest");
}

BOOST_AUTO_TEST_CASE(a_branch_of_which_nothing_is_left_and_a_commit_that_is_none_are_refused) {
  BOOST_TEST(!branch_tags("~^#", "", "master").has_value());
  BOOST_TEST(!branch_tags("x", "012345", "master").has_value());
  BOOST_TEST(!branch_tags("x", "012345g", "master").has_value());
}

BOOST_AUTO_TEST_CASE(moving_tags_are_told_by_their_form) {
  for (const char* tag : {"latest", "4", "4.2", "4.2-ee", "4-debian", "latest-debian", "main-latest", "1.0.0-SNAPSHOT"})
    BOOST_TEST_CONTEXT(tag) { BOOST_TEST(looks_moving(tag)); }
  for (const char* tag : {"4.2.0", "4.2.0-ee", "4.2.0-alpha.1", "main-0123456", "v4", "edge", "20240101-1"})
    BOOST_TEST_CONTEXT(tag) { BOOST_TEST(!looks_moving(tag)); }
}

BOOST_AUTO_TEST_SUITE_END()
