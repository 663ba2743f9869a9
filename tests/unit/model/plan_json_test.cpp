#include "fixtures.hpp"
#include "schema.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::model::test;

BOOST_AUTO_TEST_SUITE(plan_json)

BOOST_AUTO_TEST_CASE(the_plan_of_a_real_manifest_is_what_the_specification_shows) {
  const auto value = to_json(plan_of(real_manifest("tag_3.16.0_START")));

  BOOST_TEST(value["schema"].as_string() == "release-action/plan/1");
  BOOST_TEST(value["product"].as_string() == "Gravitee.io");
  BOOST_TEST(value["version"].as_string() == "3.16.0");
  BOOST_TEST(value["snapshot"].as_bool());
  BOOST_TEST(value["to_release"].as_int() == 1);
  BOOST_TEST(value["sets"].items().size() == 14U);
  BOOST_TEST(ra::json::dump(value["sets"].items()[0]) == R"({"index":0,"components":[]})");
  BOOST_TEST(ra::json::dump(value["sets"].items()[12]) ==
             R"({"index":12,"components":[{"name":"gravitee-api-management","version":"3.16.0-SNAPSHOT",)"
             R"("release_version":"3.16.0","branch":"master",)"
             R"("repository":"https://github.com/gravitee-io/gravitee-api-management",)"
             R"("clone_url":"https://github.com/gravitee-io/gravitee-api-management","inherited":false}]})");
}

BOOST_AUTO_TEST_CASE(a_finding_has_its_place_and_a_hint_when_there_is_one) {
  const auto value = to_json(plan_of(manifest_of(R"({"name": "a", "version": "1.0.0-SNAPHOT"})", R"([["a", "b"]])")));

  BOOST_TEST(ra::json::dump(value["findings"].items().at(0)) ==
             R"({"severity":"error","code":"malformed-version","component":"a","line":7,"column":26,)"
             R"("message":"a: `1.0.0-SNAPHOT` is not a version: `SNAPHOT` is nearly SNAPSHOT",)"
             R"("hint":"did you mean 1.0.0-SNAPSHOT?"})");
  BOOST_TEST(value["findings"].items().at(1).find("hint") == nullptr);
}

BOOST_AUTO_TEST_CASE(plans_of_good_and_bad_manifests_fit_the_schema) {
  const std::string schema = read_all(RA_SCHEMAS "/plan.schema.json");

  for (const auto& file : real_manifest_files())
    BOOST_TEST(validate(schema, ra::json::dump(to_json(plan_of(read_all(file))))) == "", file);
  BOOST_TEST(validate(schema, ra::json::dump(to_json(plan_of("")))) == "");
  BOOST_TEST(validate(schema, ra::json::dump(to_json(plan_of(manifest_of("1", "{}", "null"))))) == "");
}

BOOST_AUTO_TEST_CASE(the_schema_refuses_what_is_no_plan) {
  const std::string schema = read_all(RA_SCHEMAS "/plan.schema.json");

  BOOST_TEST(validate(schema, "{}") == "required at #");
  BOOST_TEST(validate(schema,
                      R"({"schema": "release-action/plan/2", "product": "", "version": "", "snapshot": true,
                          "to_release": 0, "sets": [], "findings": []})") == "enum at #/schema");
}

BOOST_AUTO_TEST_SUITE_END()
