#include "stage/record.hpp"

#include "stage/status.hpp"
#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::stage;

namespace {

const std::string commit(40, 'a');

Record whole() {
  return {.stage = "package",
          .state = State::done,
          .inputs = {{"commit", "b"}},
          .outputs = {{"commit", commit}, {"file:x.crate", "sha256:00ff"}, {"note", "not a digest"}},
          .started_at = "2026-01-14T10:26:03Z",
          .finished_at = "2026-01-14T10:27:03Z",
          .note = "n",
          .approval = Approval{"me", "sha256:11", "2026-01-14T10:26:00Z"},
          .findings = {{"licence", "Cargo.toml", 4, 12, "MIT is named", "add it", {}},
                       {.check = "unit", .message = "ended with exit code 3", .output = "a\nb"}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(records)

BOOST_AUTO_TEST_CASE(what_has_a_digest_is_a_subject_of_the_statement) {
  const auto statement = to_json(whole(), "1.2.3");

  BOOST_TEST(statement["_type"].as_string() == "https://in-toto.io/Statement/v1");
  BOOST_REQUIRE(statement["subject"].items().size() == 2U);
  BOOST_TEST(statement["subject"].items()[0]["digest"]["gitCommit"].as_string() == commit);
  BOOST_TEST(statement["subject"].items()[1]["name"].as_string() == "file:x.crate");
  BOOST_TEST(statement["subject"].items()[1]["digest"]["sha256"].as_string() == "00ff");
  BOOST_TEST(statement["predicate"]["builder"]["version"].as_string() == "1.2.3");
}

BOOST_AUTO_TEST_CASE(a_record_comes_back_as_it_was) {
  const Record before = whole();

  const auto after = record_of(to_json(before, "1"), "package.json");

  BOOST_REQUIRE(after);
  BOOST_TEST(after->stage == before.stage);
  BOOST_CHECK(after->state == before.state);
  BOOST_CHECK(after->inputs == before.inputs);
  BOOST_CHECK(after->outputs == before.outputs);
  BOOST_TEST(after->started_at == before.started_at);
  BOOST_TEST(after->finished_at == before.finished_at);
  BOOST_TEST(after->note == before.note);
  BOOST_REQUIRE(after->approval);
  BOOST_TEST(after->approval->by == "me");
  BOOST_TEST(after->approval->digest == "sha256:11");
  BOOST_REQUIRE(after->findings.size() == 2U);
  BOOST_TEST(place_of(after->findings[0]) == "Cargo.toml:4:12: ");
  BOOST_TEST(after->findings[0].check == "licence");
  BOOST_TEST(after->findings[0].hint == "add it");
  BOOST_TEST(place_of(after->findings[1]) == "");
  BOOST_TEST(after->findings[1].message == "ended with exit code 3");
  BOOST_TEST(after->findings[1].output == "a\nb");
}

BOOST_AUTO_TEST_CASE(what_is_no_record_is_a_conflict_that_names_the_file) {
  const auto other = record_of(ra::json::parse("{}").value(), "tag.json");

  BOOST_REQUIRE(!other);
  BOOST_CHECK(other.error().code == ra::Errc::conflict);
  BOOST_TEST(other.error().message == "tag.json is no record of a stage");
}

BOOST_AUTO_TEST_CASE(a_status_has_every_stage_in_its_order) {
  const auto stages = all_stages();

  const auto value = status_json(completed({whole()}, stages));

  BOOST_TEST(ra::model::test::validate(ra::model::test::read_all(RA_SCHEMAS "/stages.schema.json"),
                                       ra::json::dump(value)) == "");
  BOOST_TEST(value["schema"].as_string() == "release-action/stages/1");
  BOOST_REQUIRE(value["stages"].items().size() == 8U);
  BOOST_TEST(value["stages"].items()[0]["name"].as_string() == "activate");
  BOOST_TEST(value["stages"].items()[0]["state"].as_string() == "pending");
  BOOST_TEST(value["stages"].items()[4]["state"].as_string() == "done");
  BOOST_TEST(value["stages"].items()[4]["approval"]["by"].as_string() == "me");
  BOOST_TEST(value["stages"].items()[7]["name"].as_string() == "publish");
}

BOOST_AUTO_TEST_CASE(every_finding_is_shown_with_what_a_command_said) {
  Record failed = whole();
  failed.state = State::failed;

  const std::string text = status_text({failed});

  BOOST_TEST(text ==
             "✗ package   failed   n\n    licence: Cargo.toml:4:12: MIT is named\n      → add it\n"
             "    unit: ended with exit code 3\n      | a\n      | b\n");
}

BOOST_AUTO_TEST_SUITE_END()
