#include "model/plan.hpp"

#include "fixtures.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::model::test;
using ra::model::Config;
using ra::model::Plan;
using ra::model::Severity;

namespace {

std::string names(const ra::model::PlannedSet& set) {
  std::string out;
  for (const auto& c : set.components) out += (out.empty() ? "" : " ") + c.name;
  return out;
}

std::string why(const Plan& plan, const std::string& component) {
  for (const auto& o : plan.out) {
    if (o.name == component) return o.why;
  }
  return "in";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(a_snapshot_is_released_and_anything_else_is_not) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "a", "version": "1.2.0-SNAPSHOT"}, {"name": "b", "version": "1.2.0"}, {"name": "c", "version": "1.0.0-beta"})",
      R"([["a", "b"]])"));

  BOOST_TEST(plan.findings.empty());
  BOOST_TEST(plan.to_release() == 1U);
  BOOST_TEST(names(plan.sets[0]) == "a");
  BOOST_TEST(why(plan, "b") == "already released");
  BOOST_TEST(why(plan, "c") == "in no set and already released");
}

BOOST_AUTO_TEST_CASE(a_component_without_a_version_is_released_with_the_product) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "a"}, {"name": "b", "version": null}, {"name": "c", "version": ""})", R"([["a", "b", "c"]])"));

  BOOST_TEST(plan.to_release() == 3U);
  for (const auto& c : plan.sets[0].components) {
    BOOST_TEST(c.inherited);
    BOOST_TEST(c.version == "1.2.0-SNAPSHOT");
    BOOST_TEST(c.release_version == "1.2.0");
    BOOST_TEST(c.branch == "master");
  }
}

BOOST_AUTO_TEST_CASE(a_component_without_a_version_stays_out_when_the_product_is_released) {
  const auto plan = plan_of(manifest_of(R"({"name": "a"})", R"([["a"]])", "\"1.2.0\""));

  BOOST_TEST(why(plan, "a") == "it has the product's version, which is already released");
  BOOST_TEST(only(plan.findings).code == "nothing-to-release");
}

BOOST_AUTO_TEST_CASE(empty_sets_keep_their_index_and_order_is_that_of_the_components) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "b", "version": "1.0.0-SNAPSHOT"}, {"name": "a", "version": "1.0.0-SNAPSHOT"}, {"name": "c", "version": "1.0.0-SNAPSHOT"})",
      R"([[], ["a", "b"], [], ["c"], []])"));

  BOOST_REQUIRE(plan.sets.size() == 5U);
  for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(plan.sets[i].index == i);
  BOOST_TEST(names(plan.sets[0]).empty());
  BOOST_TEST(names(plan.sets[1]) == "b a");
  BOOST_TEST(names(plan.sets[3]) == "c");
}

BOOST_AUTO_TEST_CASE(patch_0_comes_from_the_main_branch_and_later_ones_from_their_line) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "a", "version": "3.16.0-SNAPSHOT"}, {"name": "b", "version": "3.16.1-SNAPSHOT"}, {"name": "c", "version": "1.0.10-alpha.1-SNAPSHOT"})",
      R"([["a", "b", "c"]])", "\"3.16.2-SNAPSHOT\""));

  BOOST_TEST(plan.sets[0].components[0].branch == "master");
  BOOST_TEST(plan.sets[0].components[1].branch == "3.16.x");
  BOOST_TEST(plan.sets[0].components[2].branch == "1.0.x");
  BOOST_TEST(plan.sets[0].components[2].release_version == "1.0.10-alpha.1");
  BOOST_TEST(plan.branch == "3.16.x");
  BOOST_TEST(plan.version == "3.16.2");
  BOOST_TEST(plan.product_version == "3.16.2-SNAPSHOT");
  BOOST_TEST(plan.snapshot);
}

BOOST_AUTO_TEST_CASE(branches_follow_the_configuration) {
  Config config;
  config.branches.main = "main";
  config.branches.release = "support/{product}-{major}.{minor}";
  const auto plan =
      plan_of(manifest_of(R"({"name": "a", "version": "3.1.4-SNAPSHOT"}, {"name": "b"})", R"([["a", "b"]])"), config);

  BOOST_TEST(plan.sets[0].components[0].branch == "support/shop-3.1");
  BOOST_TEST(plan.sets[0].components[1].branch == "main");
}

BOOST_AUTO_TEST_CASE(urls_follow_the_manifest_and_the_configuration) {
  const std::string text = manifest_of(R"({"name": "a"})", R"([["a"]])");
  Config ssh;
  ssh.git.clone = "ssh";

  BOOST_TEST(plan_of(text).sets[0].components[0].repository == "https://example.org/shop/a");
  BOOST_TEST(plan_of(text).sets[0].components[0].clone_url == "https://example.org/shop/a");
  BOOST_TEST(plan_of(text, ssh).sets[0].components[0].repository == "https://example.org/shop/a");
  BOOST_TEST(plan_of(text, ssh).sets[0].components[0].clone_url == "git@example.org:shop/a.git");
}

BOOST_AUTO_TEST_CASE(a_missing_base_url_is_an_error_only_when_it_is_needed) {
  const std::string head = R"({"name": "x", "version": "1.0.0-SNAPSHOT", "scmHttpUrl": "https://h/", )";
  const std::string used = head + R"("components": [{"name": "a"}], "buildDependencies": [["a"]]})";
  const std::string unused = head + R"("components": [{"name": "a", "version": "1.0.0"}]})";
  Config ssh;
  ssh.git.clone = "ssh";

  BOOST_TEST(plan_of(used).findings.empty());
  BOOST_TEST(only(plan_of(used, ssh).findings).code == "invalid-shape");
  BOOST_TEST(only(plan_of(unused, ssh).findings).code == "nothing-to-release");
}

BOOST_AUTO_TEST_CASE(a_component_to_be_released_in_no_set_is_an_error) {
  const auto plan =
      plan_of(manifest_of("{\"name\": \"a\", \"version\": \"1.0.1-SNAPSHOT\"},\n{\"name\": \"b\"}", R"([["b"]])"));

  const auto& f = only(plan.findings);
  BOOST_TEST(f.code == "not-in-any-set");
  BOOST_TEST((f.severity == Severity::error));
  BOOST_TEST(f.component == "a");
  BOOST_TEST(place(f) == "7:26");
  BOOST_TEST(why(plan, "a") == "in no set");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_in_the_sets_is_a_note_at_its_place) {
  const auto plan = plan_of(manifest_of(R"({"name": "a"})", "[\n[\"a\",\n \"b\"]]"));

  const auto& f = only(plan.findings);
  BOOST_TEST(f.code == "unknown-in-build-dependencies");
  BOOST_TEST((f.severity == Severity::note));
  BOOST_TEST(f.component == "b");
  BOOST_TEST(place(f) == "11:2");
}

BOOST_AUTO_TEST_CASE(a_name_twice_in_the_sets_counts_in_the_first) {
  const auto plan = plan_of(manifest_of(R"({"name": "a"})", R"([[], ["a"], ["a"]])"));

  BOOST_TEST(names(plan.sets[1]) == "a");
  BOOST_TEST(names(plan.sets[2]).empty());
  BOOST_TEST(only(plan.findings).code == "duplicate-in-build-dependencies");
  BOOST_TEST((only(plan.findings).severity == Severity::warning));
  BOOST_TEST(only(plan.findings).message == "a is in set 1 already; the first counts");
}

BOOST_AUTO_TEST_CASE(a_released_product_with_snapshots_is_an_error_that_names_some) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "a", "version": "1.0.0-SNAPSHOT"}, {"name": "b", "version": "1.0.1-SNAPSHOT"}, {"name": "c", "version": "1.0.2-SNAPSHOT"}, {"name": "d", "version": "1.0.3-SNAPSHOT"})",
      R"([["a", "b", "c", "d"]])", "\"3.1.0\""));

  const auto& f = only(plan.findings);
  BOOST_TEST(f.code == "released-product-with-snapshots");
  BOOST_TEST((f.severity == Severity::error));
  BOOST_TEST(place(f) == "3:14");
  BOOST_TEST(f.message ==
             "the product's version 3.1.0 is a released one, but 4 components still have -SNAPSHOT: "
             "a 1.0.0-SNAPSHOT, b 1.0.1-SNAPSHOT, c 1.0.2-SNAPSHOT, …");
  BOOST_TEST(f.hint == "to release them set the product's version to 3.1.0-SNAPSHOT");
  BOOST_TEST(plan.to_release() == 4U);
}

BOOST_AUTO_TEST_CASE(nothing_to_release_is_a_warning) {
  const auto plan = plan_of(manifest_of(R"({"name": "a", "version": "1.0.0"})", R"([["a"]])"));

  BOOST_TEST(only(plan.findings).code == "nothing-to-release");
  BOOST_TEST((only(plan.findings).severity == Severity::warning));
}

BOOST_AUTO_TEST_CASE(a_nearly_snapshot_is_an_error_and_never_taken_for_released) {
  const auto plan =
      plan_of(manifest_of(R"({"name": "a", "version": "1.30.28-SNAPHOT"}, {"name": "b"})", R"([["a", "b"]])"));

  BOOST_TEST(only(plan.findings).code == "malformed-version");
  BOOST_TEST(why(plan, "a") == "its version is malformed");
  BOOST_TEST(names(plan.sets[0]) == "b");
}

BOOST_AUTO_TEST_CASE(a_malformed_product_version_keeps_what_inherits_it_out) {
  const auto plan = plan_of(manifest_of(R"({"name": "a"}, {"name": "b", "version": "1.0.0-SNAPSHOT"})",
                                        R"([["a", "b"]])", "\"3.2.1-SNASPHOT\""));

  BOOST_TEST(only(plan.findings).code == "malformed-version");
  BOOST_TEST(why(plan, "a") == "it has the product's version, which is not one");
  BOOST_TEST(names(plan.sets[0]) == "b");
  BOOST_TEST(plan.version.empty());
}

BOOST_AUTO_TEST_CASE(of_a_component_twice_only_the_first_is_planned) {
  const auto plan = plan_of(manifest_of(
      R"({"name": "a", "version": "1.0.0-SNAPSHOT"}, {"name": "a", "version": "1.0.0-SNAPSHOT"})", R"([["a"]])"));

  BOOST_TEST(names(plan.sets[0]) == "a");
  BOOST_TEST(plan.out.size() == 1U);
  BOOST_TEST(why(plan, "a") == "listed before");
}

BOOST_AUTO_TEST_CASE(every_component_is_either_in_or_out_with_a_reason) {
  for (const auto& file : real_manifest_files()) {
    const auto manifest = parse(read_all(file));
    const auto plan = ra::model::make_plan(manifest, {});

    BOOST_TEST(plan.to_release() + plan.out.size() == manifest.components.size(), file);
    for (const auto& o : plan.out) BOOST_TEST(!o.why.empty());
  }
}

BOOST_AUTO_TEST_CASE(an_unreadable_manifest_makes_an_empty_plan_with_its_finding) {
  const auto plan = plan_of("{");

  BOOST_TEST(plan.sets.empty());
  BOOST_TEST(only(plan.findings).code == "invalid-json");
}

BOOST_AUTO_TEST_CASE(the_product_has_a_slug_that_a_ref_can_hold) {
  const auto slug = [](const char* name) {
    ra::model::Manifest m;
    m.name = name;
    return ra::model::product_slug(m, {});
  };
  Config configured;
  configured.product = "gravitee-apim";

  BOOST_TEST(slug("Gravitee.io") == "gravitee-io");
  BOOST_TEST(slug("  My Shop -- 2! ") == "my-shop-2");
  BOOST_TEST(slug("../..") == "");
  BOOST_TEST(slug("a..b") == "a-b");
  BOOST_TEST(slug("x.lock") == "x-lock");
  BOOST_TEST(ra::model::product_slug({}, configured) == "gravitee-apim");
}

BOOST_AUTO_TEST_CASE(the_organisation_is_the_last_part_of_the_http_url) {
  ra::model::Manifest m;
  m.scm_http_url = "https://github.com/gravitee-io/";
  Config configured;
  configured.ci.org = "other";

  BOOST_TEST(ra::model::organisation(m, {}) == "gravitee-io");
  BOOST_TEST(ra::model::organisation(m, configured) == "other");
  m.scm_http_url.clear();
  m.scm_ssh_url = "git@github.com:graviteeio";
  BOOST_TEST(ra::model::organisation(m, {}) == "graviteeio");
  BOOST_TEST(ra::model::organisation({}, {}) == "");
}

BOOST_AUTO_TEST_CASE(a_plan_without_any_name_of_the_product_is_an_error) {
  const std::string text =
      R"({"version": "1.0.0-SNAPSHOT", "scmHttpUrl": "https://h/", "components": [{"name": "a"}], "buildDependencies": [["a"]]})";
  Config configured;
  configured.product = "shop";

  BOOST_TEST(only(plan_of(text).findings).message == "the product has no `name`");
  BOOST_TEST(plan_of(text, configured).findings.empty());
  BOOST_TEST(plan_of(text, configured).product == "shop");
}

BOOST_AUTO_TEST_SUITE_END()
