#include "model/plan_text.hpp"

#include "fixtures.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::model::test;

namespace {

const std::string four_components = manifest_of(
    R"({"name": "common", "version": "1.20.1-SNAPSHOT"}, {"name": "gateway"}, {"name": "old", "version": "2.0.0"}, {"name": "lost", "version": "1.0.0-SNAPSHOT"})",
    R"([["old"], ["common"], ["gateway", "ghost"]])");

}  // namespace

BOOST_AUTO_TEST_SUITE(plan_texts)

BOOST_AUTO_TEST_CASE(a_plan_reads_as_sets_with_versions_and_branches) {
  BOOST_TEST(ra::model::plan_text(plan_of(four_components), {.why = false, .findings = false}) ==
             "Shop 1.2.0 from master: 2 components in 2 of 3 sets\n"
             "\n"
             "set 1: 1 component\n"
             "  common   1.20.1  1.20.x\n"
             "\n"
             "set 2: 1 component\n"
             "  gateway  1.2.0   master\n");
}

BOOST_AUTO_TEST_CASE(a_plan_says_why_when_it_is_asked) {
  BOOST_TEST(ra::model::plan_text(plan_of(four_components), {.why = true, .findings = false}) ==
             "Shop 1.2.0 from master: 2 components in 2 of 3 sets\n"
             "\n"
             "set 1: 1 component\n"
             "  common   1.20.1          1.20.x  is 1.20.1-SNAPSHOT\n"
             "\n"
             "set 2: 1 component\n"
             "  gateway  1.2.0           master  has the product's version, 1.2.0-SNAPSHOT\n"
             "\n"
             "not released: 2 components\n"
             "  old      2.0.0           already released\n"
             "  lost     1.0.0-SNAPSHOT  in no set\n");
}

BOOST_AUTO_TEST_CASE(findings_read_as_a_compiler_writes_them) {
  const auto plan = plan_of(four_components);

  BOOST_TEST(
      ra::model::findings_text(plan.file, plan.findings) ==
      "release.json:9:58: note: ghost is not one of the components; it is left out\n"
      "release.json:7:137: error: lost is to be released (1.0.0-SNAPSHOT) but is in no set of buildDependencies\n"
      "  hint: add it to a set after what it is built from, or remove -SNAPSHOT\n");
  BOOST_TEST(ra::model::plan_text(plan).ends_with("\n\n" + ra::model::findings_text(plan.file, plan.findings)));
}

BOOST_AUTO_TEST_CASE(a_finding_about_no_place_names_the_file_alone) {
  ra::model::Finding f;
  f.message = "something";

  BOOST_TEST(ra::model::findings_text("release.json", {f}) == "release.json: error: something\n");
}

BOOST_AUTO_TEST_CASE(an_unreadable_manifest_reads_as_no_plan) {
  BOOST_TEST(ra::model::plan_text(plan_of("")).starts_with("release.json: not a plan\n\nrelease.json:1:1: error: "));
}

BOOST_AUTO_TEST_SUITE_END()
