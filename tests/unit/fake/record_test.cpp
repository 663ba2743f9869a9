#include "support/fake_circleci/record.hpp"

#include "harness.hpp"
#include "support/temporary_folder.hpp"

#include <fstream>

using namespace ra;
using namespace ra::test;
using namespace ra::test::fake;

namespace {

struct Recorder {
  TemporaryFolder folder;
  Harness fake;

  explicit Recorder(const std::string& scenario = R"("set_up": "all")") : fake{scenario} {}

  void send(const std::string& method, const std::string& target,
            const http::Headers& headers = Harness::with_token()) {
    const Reply reply = fake.send(method, target, method == "POST" ? "{}" : "", headers);
    std::ofstream{folder / "record", std::ios::app} << json::dump(reply.record) << '\n';
  }
  Record read() {
    auto record = read_record(folder / "record");
    const std::string problem = record ? "" : record.error().message;
    BOOST_REQUIRE_EQUAL(problem, "");
    return *record;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fake_record)

BOOST_AUTO_TEST_CASE(a_record_is_read_back_as_it_was_written) {
  Recorder recorder;

  recorder.send("GET", "/api/v2/me");
  recorder.send("POST", "/api/v2/project/gh/acme/one/pipeline");

  const Record record = recorder.read();
  BOOST_REQUIRE_EQUAL(record.size(), 2U);
  BOOST_TEST(record[0].method == "GET");
  BOOST_TEST(record[0].target == "/api/v2/me");
  BOOST_TEST(record[0].headers.at("circle-token") == "***");
  BOOST_TEST(record[0].status == 200);
  BOOST_TEST(record[0].effect.empty());
  BOOST_TEST(record[1].n == 2U);
  BOOST_TEST(record[1].effect == "trigger");
  BOOST_TEST(record[1].number == 1);
  BOOST_TEST(record[1].body == "{}");
}

BOOST_AUTO_TEST_CASE(triggers_count_by_what_took_place) {
  Recorder recorder{R"("set_up": "all", "faults": {"at": [{"request": 1, "fault": "500_before"},
                                                          {"request": 2, "fault": "500_after"}]})"};

  recorder.send("POST", "/api/v2/project/gh/acme/one/pipeline");
  recorder.send("POST", "/api/v2/project/gh%2Facme%2Fone/pipeline");
  recorder.send("POST", "/api/v2/project/gh/acme/two/pipeline/run");

  const Record record = recorder.read();
  BOOST_TEST((triggers_per_project(record) == std::map<std::string, int>{{"gh/acme/one", 1}, {"gh/acme/two", 1}}));
  BOOST_TEST(
      (trigger_requests_per_project(record) == std::map<std::string, int>{{"gh/acme/one", 2}, {"gh/acme/two", 1}}));
  BOOST_TEST(faults(record) == 2U);
}

BOOST_AUTO_TEST_CASE(writes_are_everything_but_reads) {
  Recorder recorder;
  recorder.send("GET", "/api/v2/me");
  recorder.send("POST", "/api/v2/project/gh/acme/one/pipeline");
  BOOST_TEST(writes_only_triggers(recorder.read()));

  recorder.send("POST", "/api/v2/workflow/x/rerun");

  BOOST_TEST(!writes_only_triggers(recorder.read()));
  BOOST_TEST((methods(recorder.read()) == std::set<std::string>{"GET", "POST"}));
  BOOST_TEST(writes(recorder.read()).size() == 2U);
  BOOST_TEST(writes(recorder.read())[1] == "POST /api/v2/workflow/x/rerun");
}

BOOST_AUTO_TEST_CASE(a_token_in_its_header_is_no_leak) {
  Recorder recorder;

  recorder.send("GET", "/api/v2/me");

  BOOST_TEST(!token_leaked(recorder.read()));
}

BOOST_AUTO_TEST_CASE(a_token_in_a_query_is_a_leak) {
  Recorder recorder;

  recorder.send("GET", "/api/v2/me?circle-token=other", {});

  BOOST_TEST(token_leaked(recorder.read()));
}

BOOST_AUTO_TEST_CASE(a_token_for_the_presigned_storage_is_a_leak) {
  Recorder recorder;

  recorder.send("GET", "/presigned/x");

  BOOST_TEST(token_leaked(recorder.read()));
}

BOOST_AUTO_TEST_CASE(a_line_that_is_being_written_is_left_out) {
  Recorder recorder;
  recorder.send("GET", "/api/v2/me");
  std::ofstream{recorder.folder / "record", std::ios::app} << "{\"n\": 2, \"met";

  BOOST_TEST(recorder.read().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
