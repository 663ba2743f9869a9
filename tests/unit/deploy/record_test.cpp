#include "deploy/record.hpp"

#include <boost/test/unit_test.hpp>

using ra::deploy::Phase;
using ra::deploy::Record;

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  const Record written{.target = "api",
                       .kind = "kubernetes",
                       .environment = "demo",
                       .version = "3.1.0",
                       .phase = Phase::returning,
                       .before = {"acme/api:3.0.0", {{"revision", "7"}}},
                       .found = {"acme/api:3.0.0", {}},
                       .wanted = {"acme/api:3.1.0", {{"what", "not the state's"}}},
                       .attempt = "abc",
                       .handle = "C1",
                       .note = "it answers 500"};

  const auto read = ra::deploy::record_of(ra::json::dump(to_json(written)), "api.deployment.json");

  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(ra::json::dump(to_json(*read)) == ra::json::dump(to_json(written)));
  BOOST_TEST(read->before.more.at("revision") == "7");
  BOOST_TEST(read->wanted.what == "acme/api:3.1.0");
  BOOST_TEST(read->under_way());
}

BOOST_AUTO_TEST_CASE(what_is_no_record_is_said_to_be_none) {
  for (const char* text : {"", "{", "{}", R"({"schema": "release-action/deployment/1", "phase": "dancing"})",
                           R"({"schema": "release-action/deployment/2", "phase": "done"})"}) {
    const auto read = ra::deploy::record_of(text, "x.json");
    BOOST_TEST((read.error().code == ra::Errc::conflict), text);
    BOOST_TEST(read.error().message == "x.json is no record of a deployment");
  }
}

BOOST_AUTO_TEST_SUITE_END()
