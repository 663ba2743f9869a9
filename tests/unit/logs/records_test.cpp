#include "logs/records.hpp"

#include "archive/inflate.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace ra;
using logs::Labels;
using logs::Pieces;
using logs::Redaction;
using logs::StepRecords;

std::string unpacked(const std::filesystem::path& file) {
  const std::string packed = read_file(file, std::uint64_t{100} << 20U).value();
  archive::StringSink sink;
  archive::Inflater inflater{archive::Inflater::Form::gzip};
  std::string_view rest = packed;
  while (!rest.empty()) {
    rest.remove_prefix(inflater.feed(rest, sink).value());
    if (inflater.done() && !rest.empty()) inflater.restart();
  }
  return sink.text();
}

struct Bench {
  Bench() {
    labels.product = "gravitee-apim-release";
    labels.edition = "ee";
    labels.version = "3.16.0";
    labels.mode = "release";
    labels.run_id = "run-1";
    labels.set = 3;
    labels.component = "gravitee-gateway";
    labels.pipeline_guid = "guid-1";
    labels.http_link = "https://ci.example/pipelines/1";
    redaction.add(Secret{"S3cr3tValue"});
    step.workflow = "release";
    step.job = "build";
    step.job_id = "job-1";
    step.name = "mvn \"verify\"";
    step.time = "2026-01-14T10:26:03Z";
  }

  std::vector<json::Value> records() {
    BOOST_REQUIRE(maker.finish().has_value());
    made = pieces.finish().value();
    std::vector<json::Value> all;
    for (const auto& piece : made) {
      const std::string text = unpacked(folder / piece.file);
      BOOST_TEST(text.size() == piece.bytes);
      for (const auto line : ra::lines(text)) all.push_back(json::parse(line).value());
    }
    return all;
  }

  test::TemporaryFolder folder;
  archive::Workers workers{2};
  Labels labels;
  Redaction redaction;
  ci::LoggedStep step;
  Pieces pieces{folder.path(), "03-gateway", workers};
  StepRecords maker{labels, "2026-01-14T10:00:00Z", redaction, pieces};
  std::vector<logs::PieceInfo> made;
};

BOOST_FIXTURE_TEST_SUITE(records, Bench)

BOOST_AUTO_TEST_CASE(each_line_is_a_record_with_all_labels) {
  BOOST_REQUIRE(maker.step(step).has_value());
  BOOST_REQUIRE(maker.text("first\nsec").has_value());
  BOOST_REQUIRE(maker.text("ond \"quoted\"\ttab \\ S3cr3tValue\nlast").has_value());
  const auto all = records();
  BOOST_REQUIRE(all.size() == 3U);
  const auto& second = all[1];
  BOOST_TEST(second["message"].as_string() == "second \"quoted\"\ttab \\ ***");
  BOOST_TEST(second["product"].as_string() == "gravitee-apim-release");
  BOOST_TEST(second["edition"].as_string() == "ee");
  BOOST_TEST(second["version"].as_string() == "3.16.0");
  BOOST_TEST(second["mode"].as_string() == "release");
  BOOST_TEST(second["run_id"].as_string() == "run-1");
  BOOST_TEST(second["set"].as_int() == 3);
  BOOST_TEST(second["component"].as_string() == "gravitee-gateway");
  BOOST_TEST(second["pipeline_guid"].as_string() == "guid-1");
  BOOST_TEST(second["http_link"].as_string() == "https://ci.example/pipelines/1");
  BOOST_TEST(second["workflow"].as_string() == "release");
  BOOST_TEST(second["job"].as_string() == "build");
  BOOST_TEST(second["step"].as_string() == "mvn \"verify\"");
  BOOST_TEST(second["@timestamp"].as_string() == "2026-01-14T10:26:03Z");
  BOOST_TEST(second["line"].as_int() == 2);
  BOOST_TEST(all[2]["message"].as_string() == "last");
  BOOST_TEST(all[0]["id"].as_string() != second["id"].as_string());
}

BOOST_AUTO_TEST_CASE(lines_that_have_a_time_of_their_own_get_it) {
  step.dated = true;
  BOOST_REQUIRE(maker.step(step).has_value());
  BOOST_REQUIRE(maker
                    .text("\xef\xbb\xbf"
                          "2026-01-14T10:26:04.1234567Z one\n2026-01-14T10:26:05Z two\nthree\n")
                    .has_value());
  const auto all = records();
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(all[0]["@timestamp"].as_string() == "2026-01-14T10:26:04.1234567Z");
  BOOST_TEST(all[0]["message"].as_string() == "one");
  BOOST_TEST(all[1]["@timestamp"].as_string() == "2026-01-14T10:26:05Z");
  BOOST_TEST(all[2]["@timestamp"].as_string() == "2026-01-14T10:26:05Z");
}

BOOST_AUTO_TEST_CASE(a_step_without_a_time_has_that_of_its_pipeline) {
  step.time.clear();
  BOOST_REQUIRE(maker.step(step).has_value());
  BOOST_REQUIRE(maker.text("x").has_value());
  BOOST_TEST(records().at(0)["@timestamp"].as_string() == "2026-01-14T10:00:00Z");
}

BOOST_AUTO_TEST_CASE(what_a_terminal_would_not_show_is_gone) {
  BOOST_REQUIRE(maker.step(step).has_value());
  BOOST_REQUIRE(maker.text("\x1b[31mred\x1b[0m \xff \xc3\xa9 \x01\n10%\r20%\r\n\n\x1b]0;title\x07shown\n").has_value());
  const auto all = records();
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(all[0]["message"].as_string() == "red \xef\xbf\xbd \xc3\xa9 ");
  BOOST_TEST(all[1]["message"].as_string() == "20%");
  BOOST_TEST(all[2]["message"].as_string() == "shown");
  BOOST_TEST(all[2]["line"].as_int() == 4);  // the empty one counts
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_coloured_in_its_middle_is_masked) {
  BOOST_REQUIRE(maker.step(step).has_value());
  BOOST_REQUIRE(maker.text("S3cr3t\x1b[1mValue\n").has_value());
  BOOST_TEST(records().at(0)["message"].as_string() == "***");
}

BOOST_AUTO_TEST_CASE(a_line_without_an_end_takes_no_memory_and_loses_nothing) {
  BOOST_REQUIRE(maker.step(step).has_value());
  const std::string piece(10'000, 'x');
  for (int i = 0; i < 100; ++i) BOOST_REQUIRE(maker.text(piece).has_value());
  std::size_t size = 0;
  for (const auto& one : records()) size += one["message"].as_string().size();
  BOOST_TEST(size == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(cut_anywhere_the_same_text_makes_the_same_records) {
  const std::string text = "one\ntwo \xc3\xa9\r\n\nS3cr3tValue and more\nlast";
  std::string whole;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Bench bench;
    BOOST_REQUIRE(bench.maker.step(bench.step).has_value());
    BOOST_REQUIRE(bench.maker.text(std::string_view{text}.substr(0, cut)).has_value());
    BOOST_REQUIRE(bench.maker.text(std::string_view{text}.substr(cut)).has_value());
    std::string all;
    for (const auto& one : bench.records()) all += json::dump(one) + "\n";
    if (cut == 0) whole = all;
    BOOST_REQUIRE_EQUAL(all, whole);
  }
}

// Looked for eight bytes at a time: each of them, at each place of a word, and beyond the last whole word.
BOOST_AUTO_TEST_CASE(a_message_is_the_line_wherever_it_needs_a_backslash) {
  std::vector<std::string> lines;
  for (const char c : {'"', '\\', '\t'}) {
    for (std::size_t at = 0; at <= 20; ++at) lines.push_back(std::string(at, 'a') + c + std::string(20 - at, 'b'));
  }
  lines.emplace_back("\"\"\\\t\"\\\\\t\"\"\"");
  BOOST_REQUIRE(maker.step(step).has_value());
  for (const auto& line : lines) BOOST_REQUIRE(maker.text(line + "\n").has_value());
  const auto all = records();
  BOOST_REQUIRE(all.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) BOOST_TEST(all[i]["message"].as_string() == lines[i]);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_said_in_its_place) {
  BOOST_REQUIRE(maker.missing(step, "CircleCI answered 404").has_value());
  const auto all = records();
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(all[0]["message"].as_string() ==
             "(release-action: not all of this log can be had: CircleCI answered 404)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pieces)

// Records of 100 bytes into pieces of so many.
std::vector<logs::PieceInfo> pieces_of(std::uint64_t most, int records) {
  const test::TemporaryFolder folder;
  archive::Workers workers{2};
  Pieces pieces{folder.path(), "x", workers, most};
  const std::string record = std::string(99, 'r') + "\n";
  for (int i = 0; i < records; ++i) BOOST_REQUIRE(pieces.add(record).has_value());
  return pieces.finish().value();
}

BOOST_AUTO_TEST_CASE(a_piece_is_full_at_its_limit) {
  BOOST_TEST(pieces_of(999, 10).size() == 2U);
  BOOST_TEST(pieces_of(1000, 10).size() == 1U);
  BOOST_TEST(pieces_of(1001, 10).size() == 1U);
  BOOST_TEST(pieces_of(1000, 11).size() == 2U);
  BOOST_TEST(logs::most_of_a_piece < 10U << 20U);
}

BOOST_AUTO_TEST_CASE(a_record_that_fits_into_no_piece_is_an_error) {
  const test::TemporaryFolder folder;
  archive::Workers workers{1};
  Pieces pieces{folder.path(), "x", workers, 100};
  BOOST_TEST(pieces.add(std::string(100, 'r')).has_value());
  BOOST_TEST(pieces.add(std::string(101, 'r')).has_error());
}

// Threads wait for the disk, and what they met there is not lost.
BOOST_AUTO_TEST_CASE(a_piece_that_cannot_be_kept_is_an_error) {
  const test::TemporaryFolder folder;
  archive::Workers workers{2};
  Pieces pieces{folder.path(), "x", workers, 1000};
  std::filesystem::create_directories(folder.path() / "x-0002.jsonl.gz/in the way");
  Result<> added;
  for (int i = 0; i < 25 && added; ++i) added = pieces.add(std::string(100, 'r'));
  BOOST_TEST((!added || pieces.finish().has_error()));
}

BOOST_AUTO_TEST_CASE(a_record_in_parts_is_the_same) {
  const test::TemporaryFolder folder;
  archive::Workers workers{1};
  Pieces pieces{folder.path(), "x", workers, 12};
  BOOST_REQUIRE(pieces.add({"abc", "", "def", "\n"}).has_value());
  BOOST_REQUIRE(pieces.add({"gh", "ij\n"}).has_value());
  BOOST_TEST(pieces.add({"0123456", "789012"}).has_error());
  const auto made = pieces.finish().value();
  BOOST_REQUIRE(made.size() == 1U);
  BOOST_TEST(made[0].bytes == 12U);
  BOOST_TEST(unpacked(folder / made[0].file) == "abcdef\nghij\n");
}

BOOST_AUTO_TEST_CASE(the_same_records_make_the_same_files_with_any_number_of_threads) {
  std::vector<std::string> files;
  for (const unsigned threads : {1U, 4U}) {
    const test::TemporaryFolder folder;
    archive::Workers workers{threads};
    Pieces pieces{folder.path(), "x", workers, 3'000'000};
    for (int i = 0; i < 50'000; ++i)
      BOOST_REQUIRE(pieces.add("record number " + std::to_string(i * 7919) + std::string(80, 'z') + "\n").has_value());
    std::string all;
    for (const auto& piece : pieces.finish().value()) all += read_file(folder / piece.file, 100'000'000).value();
    files.push_back(all);
  }
  BOOST_TEST((files[0] == files[1]));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
