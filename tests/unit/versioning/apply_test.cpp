#include "versioning/apply.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::versioning;

namespace {

const std::string core_file = R"({"name": "core", "version": "1.1.0"})";  // its last tag says 1.0.0
const std::string web_file = R"({"name": "web", "version": "2.0.0"})";

// Two packages, each with a file that says its version in a form of its own.
Reading two_packages() {
  Reading reading;
  reading.tree.files = {{"package.json", R"({"private": true, "workspaces": ["core", "web"]})"},
                        {"core/package.json", core_file},
                        {"web/package.json", web_file},
                        {"core/version.txt", "core 1.1.0\n"},
                        {"web/version.txt", "web 2.0.0\n"}};
  for (const std::string name : {"core", "web"}) {
    Component component{.name = name, .paths = {name}, .tag = name + "-v{version}"};
    component.packages.emplace_back();
    component.packages.back().kind = ra::bump::Kind::npm;
    component.packages.back().name = name;
    component.files.push_back({name + "/version.txt", name + " ([0-9.]+)", ""});
    reading.components.push_back(component);
  }
  return reading;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(apply_of_a_plan)

BOOST_AUTO_TEST_CASE(what_stays_is_not_written_back_to_its_tag) {
  const ReleasePlan plan{{{.name = "core", .from = "1.0.0", .to = "1.0.0"},
                          {.name = "web", .tag = "web-v2.1.0", .from = "2.0.0", .to = "2.1.0"}}};

  const auto changed = apply(two_packages(), plan);

  BOOST_REQUIRE(changed);
  const ra::bump::Files expected{{"web/package.json", R"({"name": "web", "version": "2.1.0"})"},
                                 {"web/version.txt", "web 2.1.0\n"}};
  BOOST_CHECK(*changed == expected);
}

BOOST_AUTO_TEST_CASE(what_changes_is_written_wherever_it_is_said) {
  const ReleasePlan plan{{{.name = "core", .tag = "core-v1.2.0", .from = "1.0.0", .to = "1.2.0"},
                          {.name = "web", .from = "2.0.0", .to = "2.0.0"}}};

  const auto changed = apply(two_packages(), plan);

  BOOST_REQUIRE(changed);
  BOOST_REQUIRE(changed->size() == 2U);
  BOOST_TEST(changed->at("core/package.json") == R"({"name": "core", "version": "1.2.0"})");
  BOOST_TEST(changed->at("core/version.txt") == "core 1.2.0\n");
}

BOOST_AUTO_TEST_SUITE_END()
