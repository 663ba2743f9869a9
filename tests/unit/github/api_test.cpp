#include "api_bench.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::test::answer;
using ra::test::ApiBench;
using ra::test::code_of;
using ra::test::json_answer;
using ra::test::with_header;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(github_api)

BOOST_AUTO_TEST_CASE(requests_carry_what_github_wants_under_the_servers_prefix) {
  ApiBench b;
  b.get("https://ghe.example/api/v3/user", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/user", "me")).has_value());

  const auto& headers = b.client.requests()[0].headers;
  BOOST_TEST(headers.get("Accept") == "application/vnd.github+json");
  BOOST_TEST(headers.get("X-GitHub-Api-Version") == "2022-11-28");
  BOOST_TEST(headers.get("User-Agent").starts_with("release-action/"));
  BOOST_TEST(b.token_of(0) == "Bearer ghp_the_token");
}

BOOST_AUTO_TEST_CASE(a_repository_that_was_renamed_is_asked_again_there_in_the_same_way) {
  ApiBench b;
  b.post("/repos/a/old/x", with_header(answer(307), "Location", "https://ghe.example/api/v3/repositories/7/x"));
  b.post("/repositories/7/x", json_answer(201, R"({"id": 1})"));

  BOOST_TEST(b.await(b.api.write(Method::post, "/repos/a/old/x", ra::json::Value::object(), "x")).has_value());

  BOOST_TEST(b.client.requests()[1].body == "{}");
  BOOST_TEST(b.token_of(1) == "Bearer ghp_the_token");
}

BOOST_AUTO_TEST_CASE(another_host_gets_no_token) {
  ApiBench b;
  b.get("/logs", with_header(answer(302), "Location", "https://blobs.example/x?sig=1"));
  b.get("https://blobs.example/x", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/logs", "logs")).has_value());

  BOOST_TEST(b.token_of(1).empty());
}

BOOST_AUTO_TEST_CASE(another_port_and_another_scheme_are_another_host) {
  for (const std::string there : {"https://ghe.example:8443/x", "http://ghe.example/x"}) {
    ApiBench b;
    b.get("/logs", with_header(answer(302), "Location", there));
    b.get(there, json_answer(200, "{}"));

    BOOST_TEST(b.await(b.api.get("/logs", "logs")).has_value());
    BOOST_TEST(b.token_of(1).empty(), there);
  }
}

BOOST_AUTO_TEST_CASE(a_location_may_be_a_path) {
  ApiBench b;
  b.get("/a", with_header(answer(301), "Location", "/api/v3/b"));
  b.get("https://ghe.example/api/v3/b", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
}

BOOST_AUTO_TEST_CASE(redirects_end) {
  ApiBench b;
  for (int i = 0; i < 6; ++i) b.get("/a", with_header(answer(301), "Location", "/api/v3/a"));

  BOOST_TEST((code_of(b.await(b.api.get("/a", "a"))) == Errc::internal));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_write_is_not_turned_into_a_read) {
  ApiBench b;
  b.post("/a", with_header(answer(302), "Location", "/api/v3/b"));

  BOOST_TEST(!b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_cut_is_an_error) {
  ApiBench b;
  b.get("/a", json_answer(200, R"({"id": )"));

  BOOST_TEST((b.await(b.api.get("/a", "a")).error().code == Errc::transient));
}

BOOST_AUTO_TEST_CASE(graphql_has_its_own_address_on_a_server_of_ones_own) {
  ApiBench b;
  b.post("https://ghe.example/api/graphql", json_answer(200, R"({"data": {"x": 1}})"));

  BOOST_TEST(b.await(b.api.query("query {x}", {}, "x")).value()["x"].as_int() == 1);
}

BOOST_AUTO_TEST_CASE(what_graphql_refuses_with_200_is_an_error) {
  ApiBench b;
  b.post("/graphql", json_answer(200, R"({"data": null, "errors": [{"type": "FORBIDDEN", "message": "no"}]})"));
  b.post("/graphql", json_answer(200, R"({"message": "what?"})"));

  BOOST_TEST((b.await(b.api.query("query {x}", {}, "x")).error().code == Errc::unauthorized));
  BOOST_TEST(!b.await(b.api.query("query {x}", {}, "x")).has_value());
}

BOOST_AUTO_TEST_CASE(no_error_holds_the_token) {
  ApiBench b;
  b.get("/a", json_answer(401, R"({"message": "Bad credentials"})"));

  const auto e = b.await(b.api.get("/a", "a")).error();

  BOOST_TEST((e.message + e.hint).find("ghp_the_token") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_as_it_is_has_any_status_and_no_need_of_json) {
  ApiBench b;
  b.get("/logs", with_header(answer(302), "Location", "https://blobs.example/x?sig=1"));
  b.get("https://blobs.example/x", answer(416, "no such range"));
  ra::http::Headers more;
  more.set("Range", "bytes=7-");

  const auto read = b.await(b.api.ask("/logs", more, 1234, "logs"));

  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->status == 416);
  BOOST_TEST(read->body == "no such range");
  BOOST_TEST(b.client.requests()[1].headers.get("Range") == "bytes=7-");
  BOOST_TEST(b.client.requests()[1].max_body == 1234U);
  BOOST_TEST(b.token_of(1).empty());
}

BOOST_AUTO_TEST_CASE(a_read_follows_every_redirect) {
  for (const int status : {301, 302, 303, 307, 308}) {
    ApiBench b;
    b.get("/a", with_header(answer(status), "Location", "/api/v3/b"));
    b.get("/b", json_answer(200, "{}"));

    BOOST_TEST(b.await(b.api.get("/a", "a")).has_value(), status);
  }
}

BOOST_AUTO_TEST_CASE(a_location_without_a_scheme_is_not_taken_for_a_path) {
  ApiBench b;
  b.get("/a", with_header(answer(301), "Location", "//evil.example/x"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_error());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(slashes_at_the_end_of_the_servers_address_are_taken_off) {
  ra::test::GithubBench b;
  b.base = "https://ghe.example/api/v3//";
  ra::github::Api api{b.client, b.options(), b.clock.sleep(), b.clock};
  b.get("https://ghe.example/api/v3/user", json_answer(200, "{}"));
  b.post("https://ghe.example/api/graphql", json_answer(200, R"({"data": {}})"));

  BOOST_TEST(b.await(api.get("/user", "me")).has_value());
  BOOST_TEST(b.await(api.query("query {x}", {}, "x")).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_goes_with_the_token_to_githubs_host_for_uploads_alone) {
  struct Row {
    std::string base;
    std::string to;
    bool token;
  };
  const std::vector<Row> rows{{"https://api.github.com", "https://uploads.github.com/x", true},
                              {"https://api.github.com", "https://api.github.com/x", true},
                              {"https://api.github.com", "https://uploads.evil.example/x", false},
                              {"https://api.github.com", "http://uploads.github.com/x", false},
                              {"https://ghe.example/api/v3", "https://ghe.example/api/uploads/x", true},
                              {"https://ghe.example/api/v3", "http://ghe.example/api/uploads/x", false},
                              {"https://ghe.example/api/v3", "https://uploads.example/x", false}};
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.zip", "zip").has_value());
  for (const Row& row : rows) {
    ra::test::GithubBench b;
    b.base = row.base;
    ra::github::Api api{b.client, b.options(), b.clock.sleep(), b.clock};
    b.post(row.to, json_answer(201, "{}"));

    BOOST_TEST(b.await(api.upload(row.to, folder / "a.zip", "application/zip", "a.zip")).has_value());

    const auto& request = b.client.requests().at(0);
    BOOST_TEST(request.headers.get("Authorization").empty() == !row.token, row.to);
    BOOST_TEST((request.timeout == ra::Duration{30min}));
  }
}

BOOST_AUTO_TEST_CASE(each_kind_of_graphqls_errors_has_its_code_even_beside_data) {
  const std::vector<std::pair<std::string, Errc>> rows{{"NOT_FOUND", Errc::not_found},
                                                       {"FORBIDDEN", Errc::unauthorized},
                                                       {"RATE_LIMITED", Errc::rate_limited},
                                                       {"UNPROCESSABLE", Errc::conflict},
                                                       {"SOMETHING_ELSE", Errc::internal}};
  for (const auto& [type, code] : rows) {
    ApiBench b;
    b.post("/graphql",
           json_answer(200, R"({"data": {"x": 1}, "errors": [{"type": ")" + type + R"(", "message": "no"}]})"));

    BOOST_TEST((code_of(b.await(b.api.query("query {x}", {}, "x"))) == code), type);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_nothing_and_what_cannot_be_read_is_an_error) {
  ApiBench b;
  b.get("/a", ra::test::not_found());
  b.get("/a", json_answer(500, "{}"));

  BOOST_TEST(!b.await(b.api.find("/a", "a")).value().has_value());
  BOOST_TEST((code_of(b.await(b.api.find("/a", "a"))) == Errc::transient));
}

BOOST_AUTO_TEST_SUITE_END()
