#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::model::BundlePart;
using ra::model::parse_config;

namespace {

struct WrongBundle {
  const char* text;  // of the section
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongBundle& w) { return out << w.text; }

const std::vector<WrongBundle> wrong_bundles{
    {R"({})", "`bundles` must be a list of bundles"},
    {R"([{"file": "x.zip", "parts": [{"file": "a"}]}])", "`bundles[0]` must have a `name`"},
    {R"([{"name": "b", "file": "x.7z", "parts": [{"file": "a"}]}])",
     "`bundles[0]` must have a `file`, the name of what is written"},
    {R"([{"name": "b", "file": "d/x.zip", "parts": [{"file": "a"}]}])",
     "`bundles[0]` must have a `file`, the name of what is written"},
    {R"([{"name": "b", "file": "{component}.zip", "parts": [{"file": "a"}]}])",
     "`bundles[0]` has a `file` that cannot be used: unknown placeholder {component}"},
    {R"([{"name": "b", "file": "x.zip"}])", "`bundles[0]` must have `parts`"},
    {R"([{"name": "b", "file": "x.zip", "base": "c"}])", "`bundles[0]` has the base `c`, which is no bundle before it"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a"}]}, {"name": "b", "file": "y.zip", "parts": [{"file": "a"}]}])",
     "`bundles[1]` has the same name as another, `b`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{}]}])",
     "`bundles[0].parts[0]` must have a `file`, `folder`, `url` or `maven`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a", "url": "b"}]}])",
     "`bundles[0].parts[0]` has a `file` and a `url`: it can be one thing only"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"url": "https://x/{component}"}]}])",
     "`bundles[0].parts[0]` uses {component} and names no `components`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"url": "https://x/{versoin}"}]}])",
     "`bundles[0].parts[0].url` cannot be used: unknown placeholder {versoin}"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"maven": "g:a"}]}])",
     "`bundles[0].parts[0]` must have coordinates as `maven`: group:artifact:version[:packaging[:classifier]]"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a", "to": "../b"}]}])",
     "`bundles[0].parts[0].to` must be a path within the repository"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a", "to": []}]}])",
     "`bundles[0].parts[0]` must go `to` a folder"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"url": "https://x", "checksum": "sha1:12"}]}])",
     "`bundles[0].parts[0].checksum` must be md5:, sha1:, sha256: or sha512: and the sum"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a", "strip": 1}]}])",
     "`bundles[0].parts[0]` has a `strip` or `only`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"url": "https://x", "only": ["a"]}]}])",
     "`bundles[0].parts[0]` has a `strip` or `only`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"folder": "a", "rename": "b"}]}])",
     "`bundles[0].parts[0]` has a `rename`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"folder": "a", "extract": true}]}])",
     "`bundles[0].parts[0]` has an `extract`"},
    {R"([{"name": "b", "file": "x.zip", "parts": [{"file": "a", "checksum": "none"}]}])",
     "`bundles[0].parts[0]` has a `checksum`"},
    {R"([{"name": "b", "file": "x.zip", "modes": {"bin/*": "0999"}, "parts": [{"file": "a"}]}])",
     "`bundles[0].modes.bin/*` must be permissions in octal digits"},
    {R"([{"name": "b", "file": "x.zip", "modes": {"bin/*": "1777"}, "parts": [{"file": "a"}]}])",
     "`bundles[0].modes.bin/*` must be permissions in octal digits"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bundle_configuration)

BOOST_AUTO_TEST_CASE(every_key_of_a_bundle_is_read) {
  const auto config = parse_config("c.json", R"({
    "maven": {"repositories": [{"url": "https://x/maven2/", "userEnv": "U", "passwordEnv": "P"}]},
    "bundles": [
      {"name": "ce", "file": "full-{version}.zip", "folders": ["a/ext"], "modes": {"**/bin/*": "0755"},
       "holds": ["*", "!b-*"], "split": "a/*", "previous": "https://x/full-{previous}.zip",
       "parts": [{"maven": "g:{component}:{componentVersion}:zip", "components": ["b-*"], "to": ["a/plugins/", "c"],
                  "extract": true, "strip": 1, "only": ["*.jar"], "checksum": "none"}]},
      {"name": "ee", "file": "ee-{version}.tar.zst", "base": "ce", "edition": "ee"}]})");

  BOOST_TEST_REQUIRE(config.has_value());
  BOOST_TEST_REQUIRE(config->bundles.size() == 2U);
  const auto& bundle = config->bundles[0];
  BOOST_TEST(bundle.modes.at("**/bin/*") == 0755U);
  BOOST_TEST(bundle.split == std::vector<std::string>{"a/*"}, boost::test_tools::per_element());
  const BundlePart& part = bundle.parts.at(0);
  BOOST_CHECK(part.from == BundlePart::From::maven);
  const std::vector<std::string> to{"a/plugins", "c"};
  BOOST_TEST(part.to == to, boost::test_tools::per_element());
  BOOST_TEST(part.extract);
  BOOST_TEST(part.strip == 1U);
  BOOST_TEST(config->bundles[1].base == "ce");
  BOOST_TEST(config->maven_repositories.at(0).password_variable == "P");
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_told_with_its_place, boost::unit_test::data::make(wrong_bundles), wrong) {
  const auto config = parse_config("c.json", std::string{R"({"bundles": )"} + wrong.text + "}");

  BOOST_TEST_REQUIRE(config.has_error());
  BOOST_TEST(config.error().message.find(wrong.message) != std::string::npos, config.error().message);
}

BOOST_AUTO_TEST_CASE(a_repository_has_a_user_and_a_password_or_neither) {
  const auto config = parse_config("c.json", R"({"maven": {"repositories": [{"url": "https://x", "userEnv": "U"}]}})");

  BOOST_TEST_REQUIRE(config.has_error());
  BOOST_TEST(config.error().message.ends_with("must have both `userEnv` and `passwordEnv`, or neither"));
}

BOOST_AUTO_TEST_SUITE_END()
