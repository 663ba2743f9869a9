#include "model/config.hpp"
#include "schema.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using ra::model::parse_config;

namespace {

struct WrongImage {
  const char* text;  // of the section
  const char* message;
  bool by_schema;  // whether the schema says so too
};
std::ostream& operator<<(std::ostream& out, const WrongImage& w) { return out << w.text; }

const std::vector<WrongImage> wrong_images{
    {R"({})", "`images` must be a list of images", true},
    {R"([{"base": "x"}])", "`images[0]` must have a `name`", true},
    {R"([{"name": "a"}])", "`images[0]` must have `layers`, or a `base`", false},
    {R"([{"name": "a", "base": "x", "frm": "y"}])", "`images[0].frm` is not a key of an image", true},
    {R"([{"name": "a", "base": "{x}"}])", "`images[0].base` cannot be used: unknown placeholder {x}", false},
    {R"([{"name": "a", "base": "x", "format": "docker", "compression": "zstd"}])",
     "`images[0]` has zstd in Docker's format", false},
    {R"([{"name": "a", "base": "x", "platforms": []}])", "`images[0].platforms` must name platforms", true},
    {R"([{"name": "a", "base": "x", "platforms": ["linux"]}])", "`images[0].platforms[0]` must be an operating system",
     true},
    {R"([{"name": "a", "base": "x", "ports": ["0/tcp"]}])", "`images[0].ports[0]` must be a port", false},
    {R"([{"name": "a", "base": "x", "ports": ["65536"]}])", "`images[0].ports[0]` must be a port", false},
    {R"([{"name": "a", "base": "x", "ports": ["80/http"]}])", "`images[0].ports[0]` must be a port", true},
    {R"([{"name": "a", "base": "x", "env": {"A=B": "c"}}])", "must be a name without = and a text", false},
    {R"([{"name": "a", "base": "x", "cmd": "run"}])", "`images[0].cmd` must be a list of words", true},
    {R"([{"name": "a", "base": "x", "workdir": "opt"}])", "`images[0].workdir` must be a path of the image", true},
    {R"([{"name": "a", "base": "x", "userEnv": "U"}])", "`images[0]` must have both `userEnv` and `passwordEnv`",
     false},
    {R"([{"name": "a", "base": "x"}, {"name": "a", "base": "x"}])", "`images[1]` has the same name as another", false},
    {R"([{"name": "a", "layers": [{"to": "/x"}]}])", "`images[0].layers[0]` must have a `file`", true},
    {R"([{"name": "a", "layers": [{"file": "f", "to": "/../x"}]}])", "`images[0].layers[0].to` must be a path within",
     false},
    {R"([{"name": "a", "layers": [{"file": "f", "owner": "root"}]}])",
     "`images[0].layers[0].owner` must be the numbers of a user and a group", true},
    {R"([{"name": "a", "layers": [{"file": "f", "owner": "2097152:0"}]}])", "at most 2097151", false},
    {R"([{"name": "a", "layers": [{"file": "f", "platforms": ["linux/arm64"]}]}])", "which is none of its `platforms`",
     false},
};

std::string images_config(const std::string& section) { return "{\"images\": " + section + "}"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(config_images)

BOOST_DATA_TEST_CASE(what_cannot_be_meant_of_images_is_refused, boost::unit_test::data::make(wrong_images), w) {
  const auto parsed = parse_config("c.json", images_config(w.text));

  BOOST_TEST_REQUIRE(!parsed);
  BOOST_TEST(parsed.error().message.find(w.message) != std::string::npos, parsed.error().message);
  if (w.by_schema)
    BOOST_TEST(ra::model::test::validate(std::string{ra::model::config_schema()}, images_config(w.text)) != "");
}

BOOST_AUTO_TEST_CASE(an_image_is_read) {
  const std::string text =
      images_config(R"([{"name": "a", "repository": "ghcr.io/{product}/a", "platforms": ["linux/arm64"],
    "layers": [{"folder": "d", "to": "/opt/a", "only": ["*.jar"], "owner": "2097151:7", "mode": "0640",
                "platforms": ["linux/arm64"]}],
    "entrypoint": [], "ports": ["80", "53/udp"]}])");

  const auto images = parse_config("c.json", text).value().images;

  BOOST_TEST(ra::model::test::validate(std::string{ra::model::config_schema()}, text) == "");
  BOOST_TEST_REQUIRE(images.size() == 1U);
  const auto& layer = images[0].layers.at(0);
  BOOST_TEST(layer.part.what == "d");
  BOOST_TEST(layer.part.to.at(0) == "opt/a");
  BOOST_TEST(layer.owner == 2097151U);
  BOOST_TEST(layer.group == 7U);
  BOOST_TEST((layer.mode == 0640U));
  BOOST_TEST((images[0].entrypoint && images[0].entrypoint->empty()));
  BOOST_TEST(!images[0].cmd.has_value());
  BOOST_TEST(images[0].ports == (std::vector<std::string>{"80/tcp", "53/udp"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
