#include "model/manifest.hpp"

#include "fixtures.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace ra::model::test;
using ra::model::Severity;

namespace {

struct Shape {
  const char* component;
  const char* code;
  const char* place;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Shape& s) { return out << s.component; }

// Each stands as the only component of manifest_of(), so in line 7.
const std::vector<Shape> shapes{
    {R"({"name": "a", "version": "3.2.1-SNASPHOT"})", "malformed-version", "7:26",
     "a: `3.2.1-SNASPHOT` is not a version: `SNASPHOT` is nearly SNAPSHOT"},
    {R"({"name": "a", "version": "1.30-SNAPSHOT"})", "malformed-version", "7:26",
     "a: `1.30-SNAPSHOT` is not a version"},
    {R"({"name": "a", "version": 1.2})", "invalid-shape", "7:26", "a: `version` is not a string"},
    {R"({"name": "a", "since": true})", "invalid-shape", "7:24", "a: `since` is not a string"},
    {R"({"version": "1.0.0"})", "invalid-shape", "7:1", "a component has no `name`"},
    {R"({"name": 1})", "invalid-shape", "7:10", "a component's `name` is not a string"},
    {R"("a")", "invalid-shape", "7:1", "a component is not an object"},
    {R"({"name": "../a"})", "invalid-shape", "7:10", "`../a` is not a component name"},
    {R"({"name": ".."})", "invalid-shape", "7:10", "`..` is not a component name"},
    {R"({"name": "--upload-pack=x"})", "invalid-shape", "7:10", "`--upload-pack=x` is not a component name"},
    {R"({"name": "a b"})", "invalid-shape", "7:10", "`a b` is not a component name"},
    {R"({"name": "a\n\u001b[31mb"})", "invalid-shape", "7:10", "`a b` is not a component name"},
    {R"({"name": ""})", "invalid-shape", "7:10", "`` is not a component name"},
    {R"({"name": "a", "version": "1.0.0", "version": "2.0.0"})", "invalid-shape", "7:35",
     "`version` stands twice in one object"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(manifests)

BOOST_AUTO_TEST_CASE(a_manifest_is_read_in_its_parts) {
  const auto m = parse(
      manifest_of(R"({"name": "a", "version": "1.0.0", "since": "0.9.0", "plugins": [{"type": "x"}]}, {"name": "b"})",
                  R"([["a"], [], ["b", "c"]])"));

  BOOST_TEST(m.findings.empty());
  BOOST_TEST(m.readable);
  BOOST_TEST(m.file == "release.json");
  BOOST_TEST(m.name == "Shop");
  BOOST_TEST(m.version == "1.2.0-SNAPSHOT");
  BOOST_TEST(m.components.size() == 2U);
  BOOST_TEST(m.components[0].since == "0.9.0");
  BOOST_TEST(m.text.substr(m.components[0].version_at, 7) == "\"1.0.0\"");
  BOOST_TEST(m.components[1].version.empty());
  BOOST_TEST(m.components[1].version_at == m.components[1].at);
  BOOST_TEST(m.build_dependencies.size() == 3U);
  BOOST_TEST(m.build_dependencies[2][1] == "c");
  BOOST_TEST(m.text.substr(m.build_dependencies_at[2][1], 3) == "\"c\"");
  BOOST_TEST(m.ssh_repository("a") == "git@example.org:shop/a.git");
  BOOST_TEST(m.http_repository("a") == "https://example.org/shop/a");
}

BOOST_AUTO_TEST_CASE(repository_urls_get_one_slash) {
  ra::model::Manifest m;
  m.scm_ssh_url = "ssh://host/x/";
  m.scm_http_url = "https://host/x";

  BOOST_TEST(m.ssh_repository("a") == "ssh://host/x/a.git");
  BOOST_TEST(m.http_repository("a") == "https://host/x/a");
}

BOOST_DATA_TEST_CASE(a_component_without_a_version_inherits_and_is_no_finding,
                     boost::unit_test::data::make({R"({"name": "a"})", R"({"name": "a", "version": null})",
                                                   R"({"name": "a", "version": ""})"})) {
  const auto m = parse(manifest_of(sample, R"([["a"]])"));

  BOOST_TEST(m.findings.empty());
  BOOST_TEST(m.components.at(0).version.empty());
}

BOOST_DATA_TEST_CASE(a_defect_of_a_component_is_named_with_its_place, boost::unit_test::data::make(shapes)) {
  const auto m = parse(manifest_of(sample.component, "[]"));

  const auto& finding = only(m.findings);
  BOOST_TEST(finding.code == sample.code);
  BOOST_TEST((finding.severity == Severity::error));
  BOOST_TEST(place(finding) == sample.place);
  BOOST_TEST(finding.message == sample.message);
  BOOST_TEST(m.readable);
}

BOOST_AUTO_TEST_CASE(a_malformed_version_names_its_component_and_what_was_meant) {
  const auto m = parse(manifest_of(R"({"name": "a", "version": "1.30.28-SNAPHOT"})", "[]"));

  BOOST_TEST(only(m.findings).component == "a");
  BOOST_TEST(only(m.findings).hint == "did you mean 1.30.28-SNAPSHOT?");
}

BOOST_AUTO_TEST_CASE(a_top_version_of_null_is_an_error_at_its_place) {
  const auto m = parse(manifest_of("", "[]", "null"));

  BOOST_TEST(only(m.findings).code == "null-version");
  BOOST_TEST(place(only(m.findings)) == "3:14");
}

BOOST_AUTO_TEST_CASE(a_missing_or_empty_top_version_is_an_error) {
  BOOST_TEST(only(parse(R"({"components": []})").findings).code == "missing-version");
  BOOST_TEST(place(only(parse(R"({"components": []})").findings)) == "1:1");
  BOOST_TEST(only(parse(manifest_of("", "[]", "\"\"")).findings).code == "missing-version");
  BOOST_TEST(only(parse(manifest_of("", "[]", "3")).findings).code == "invalid-shape");
}

BOOST_AUTO_TEST_CASE(a_malformed_product_version_is_an_error) {
  const auto m = parse(manifest_of("", "[]", "\"3.2.1-SNASPHOT\""));

  BOOST_TEST(only(m.findings).code == "malformed-version");
  BOOST_TEST(only(m.findings).component.empty());
  BOOST_TEST(place(only(m.findings)) == "3:14");
  BOOST_TEST(only(m.findings).hint == "did you mean 3.2.1-SNAPSHOT?");
}

BOOST_AUTO_TEST_CASE(a_component_twice_with_one_version_is_a_warning_at_the_second) {
  const auto m = parse(
      manifest_of("{\"name\": \"a\", \"version\": \"1.0.0\"},\n  {\"name\": \"a\", \"version\": \"1.0.0\"}", "[]"));

  const auto& f = only(m.findings);
  BOOST_TEST(f.code == "duplicate-component");
  BOOST_TEST((f.severity == Severity::warning));
  BOOST_TEST(f.component == "a");
  BOOST_TEST(place(f) == "8:3");
  BOOST_TEST(f.message == "a is also in line 7; the first counts");
}

BOOST_AUTO_TEST_CASE(a_component_twice_with_two_versions_is_an_error) {
  const auto m = parse(manifest_of("{\"name\": \"a\", \"version\": \"1.0.0\"},\n{\"name\": \"a\"}", "[]"));

  const auto& f = only(m.findings);
  BOOST_TEST((f.severity == Severity::error));
  BOOST_TEST(f.code == "duplicate-component");
  BOOST_TEST(f.message == "a has no version of its own here and 1.0.0 in line 7");
}

BOOST_AUTO_TEST_CASE(enterprise_components_are_read_and_checked_too) {
  const auto m = parse(
      R"({"version": "1.0.0", "components": [], "eecomponents": [{"name": "e", "version": "x"}, {"name": "f"}]})");

  BOOST_TEST(m.ee_components.size() == 2U);
  BOOST_TEST(only(m.findings).code == "malformed-version");
  BOOST_TEST(only(m.findings).component == "e");
}

BOOST_AUTO_TEST_CASE(reading_goes_on_after_each_defect) {
  const auto m = parse(
      R"({"name": 1, "version": null, "scmHttpUrl": "-x", "scmSshUrl": "ext::sh -c x",
          "components": [1, {"name": "a", "version": "x"}, {"name": "b"}], "buildDependencies": ["a", [1, "b"]]})");

  BOOST_TEST(codes(m.findings) ==
                 (std::vector<std::string>{"invalid-shape", "invalid-shape", "invalid-shape", "null-version",
                                           "invalid-shape", "malformed-version", "invalid-shape", "invalid-shape"}),
             boost::test_tools::per_element());
  BOOST_TEST(m.components.size() == 2U);
  BOOST_TEST(m.scm_http_url.empty());
  BOOST_TEST(m.scm_ssh_url.empty());
  BOOST_TEST(m.build_dependencies.size() == 2U);
  BOOST_TEST(m.build_dependencies[1].size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_object_or_has_no_components_is_an_error) {
  BOOST_TEST(only(parse("[]").findings).message == "the manifest is not an object");
  BOOST_TEST(only(parse(R"({"version": "1.0.0"})").findings).message == "there is no `components`");
  BOOST_TEST(only(parse(R"({"version": "1.0.0", "components": {}})").findings).message == "`components` is not a list");
  BOOST_TEST(only(parse(manifest_of("", "{}")).findings).message == "`buildDependencies` is not a list of lists");
}

BOOST_AUTO_TEST_CASE(a_manifest_of_16_MiB_is_read_and_one_byte_more_is_not) {
  const std::string small = R"({"version": "1.0.0", "components": []})";
  const auto padded = [&](std::size_t size) { return small + std::string(size - small.size(), ' '); };

  BOOST_TEST(parse(padded(ra::model::max_manifest_bytes - 1)).findings.empty());
  BOOST_TEST(parse(padded(ra::model::max_manifest_bytes)).findings.empty());
  const auto m = parse(padded(ra::model::max_manifest_bytes + 1));
  BOOST_TEST(only(m.findings).code == "invalid-json");
  BOOST_TEST(!m.readable);
  BOOST_TEST(m.text.empty());
}

BOOST_AUTO_TEST_CASE(many_defects_in_one_line_are_read_in_good_time) {
  std::string components = "{\"name\": \"a\"}";
  for (int i = 0; i < 50'000; ++i) components += ",{\"name\": \"a\", \"version\": \"x\"}";

  const auto m = parse(manifest_of(components, "[]"));

  BOOST_TEST(m.findings.size() == 100'000U);
}

BOOST_AUTO_TEST_SUITE_END()
