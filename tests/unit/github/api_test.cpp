#include "support/github_bench.hpp"
#include "support/temporary_folder.hpp"

#include "base/files.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::test::answer;
using ra::test::code_of;
using ra::test::json_answer;
using ra::test::with_header;
using namespace std::chrono_literals;

namespace {

struct ApiBench : ra::test::GithubBench {
  ra::github::Api api{client, options(), clock.sleep(), clock};

  std::string token_of(std::size_t request) const {
    return std::string{client.requests().at(request).headers.get("Authorization")};
  }
};

// A server that takes ten seconds for each answer.
struct SlowClient : ra::http::Client {
  explicit SlowClient(ra::test::FakeClock& clock) : sleep{clock.sleep()} {}

  boost::asio::awaitable<ra::Result<ra::http::Response>> send(const ra::http::Request&) override {
    most_at_once = std::max(most_at_once, ++now);
    const ra::Duration ten_seconds{10s};
    co_await sleep(ten_seconds);
    --now;
    ++answered;
    co_return json_answer(201, "{}");
  }

  ra::http::Sleep sleep;
  int now = 0;
  int most_at_once = 0;
  int answered = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(github_api)

BOOST_AUTO_TEST_CASE(what_was_read_before_is_asked_for_under_a_condition) {
  ApiBench b;
  b.get("/runs/7", with_header(json_answer(200, R"({"status":"queued"})"), "ETag", "W/\"one\""));
  b.get("/runs/7", answer(304));
  b.get("/runs/7", with_header(json_answer(200, R"({"status":"done"})"), "ETag", "W/\"two\""));
  b.get("/runs/7", answer(304));
  b.get("/runs/8", json_answer(200, "{}"));

  std::vector<std::string> seen;
  for (int i = 0; i < 4; ++i) seen.push_back((*b.await(b.api.get("/runs/7", "run")))["status"].as_string());
  b.await(b.api.get("/runs/8", "run"));

  const std::vector<std::string> expected{"queued", "queued", "done", "done"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  const auto condition = [&b](std::size_t i) { return b.client.requests().at(i).headers.get("If-None-Match"); };
  BOOST_TEST(condition(0).empty());
  BOOST_TEST(condition(1) == "W/\"one\"");
  BOOST_TEST(condition(2) == "W/\"one\"");
  BOOST_TEST(condition(3) == "W/\"two\"");
  BOOST_TEST(condition(4).empty());
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_condition_is_no_empty_one) {
  ApiBench b;
  b.get("/runs/7", answer(304));
  BOOST_TEST(b.await(b.api.get("/runs/7", "run")).has_error());
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_its_bounds) {
  ApiBench b;
  const auto asks_again = [&b](const std::string& path, std::size_t size) {
    b.get(path, with_header(json_answer(200, '"' + std::string(size - 2, 'x') + '"'), "ETag", "\"e\""));
    b.get(path, json_answer(200, "{}"));
    b.await(b.api.get(path, "it"));
    b.await(b.api.get(path, "it"));
    return b.client.requests().back().headers.get("If-None-Match").empty();
  };
  BOOST_TEST(!asks_again("/a", 65'535));
  BOOST_TEST(!asks_again("/b", 65'536));
  BOOST_TEST(asks_again("/c", 65'537));

  for (const int others : {255, 256}) {
    ApiBench many;
    const auto read = [&many](const std::string& path) {
      many.get(path, with_header(json_answer(200, "{}"), "ETag", "\"e\""));
      many.await(many.api.get(path, "it"));
    };
    read("/0");
    for (int i = 0; i < others; ++i) read("/1" + std::to_string(1000 + i));
    read("/0");
    BOOST_TEST(many.client.requests().back().headers.get("If-None-Match").empty() == (others == 256), others);
  }
}

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

BOOST_AUTO_TEST_CASE(pages_are_followed_by_their_links) {
  ApiBench b;
  const std::string next =
      R"(<https://ghe.example/api/v3/repositories/7/y?page=2>; rel="next", <https://x>; rel="last")";
  b.get("/y?state=open&per_page=100", with_header(json_answer(200, "[1, 2]"), "Link", next));
  b.get("/repositories/7/y?page=2", json_answer(200, "[3]"));

  BOOST_TEST(b.await(b.api.list("/y?state=open", "y")).value().size() == 3U);
}

BOOST_AUTO_TEST_CASE(pages_that_go_in_circles_are_an_error) {
  ApiBench b;
  const std::string next = R"(<https://ghe.example/api/v3/y?page=2>; rel="next")";
  for (int i = 0; i < 2; ++i) b.get("/y", with_header(json_answer(200, "[1]"), "Link", next));

  BOOST_TEST(!b.await(b.api.list("/y", "y")).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_next_page_on_another_host_is_not_asked_for) {
  ApiBench b;
  b.get("/y", with_header(json_answer(200, "[1]"), "Link", R"(<https://evil.example/y>; rel="next")"));

  BOOST_TEST(!b.await(b.api.list("/y", "y")).has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_list_is_an_error) {
  ApiBench b;
  b.get("/y", json_answer(200, "{}"));

  BOOST_TEST((code_of(b.await(b.api.list("/y", "y"))) == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_rate_limit_is_waited_for) {
  ApiBench b;
  b.get("/a", with_header(json_answer(403, "{}"), "Retry-After", "7"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{7s}));
}

BOOST_AUTO_TEST_CASE(a_rate_limit_beyond_our_patience_is_an_error_at_once) {
  ApiBench b;
  b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "601"));

  BOOST_TEST((b.await(b.api.get("/a", "a")).error().code == Errc::rate_limited));
  BOOST_TEST(b.clock.slept().empty());
}

BOOST_AUTO_TEST_CASE(a_rate_limit_as_long_as_our_patience_is_waited_for) {
  ApiBench b;
  b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "600"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
}

BOOST_AUTO_TEST_CASE(writes_go_out_a_second_apart) {
  ApiBench b;
  for (int i = 0; i < 3; ++i) b.post("/a", json_answer(201, "{}"));

  for (int i = 0; i < 3; ++i) BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());

  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
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

BOOST_AUTO_TEST_CASE(items_may_stand_within_an_object_and_reading_ends_with_the_one_that_is_enough) {
  ApiBench b;
  const std::string next = R"(<https://ghe.example/api/v3/runs?page=2>; rel="next")";
  b.get("/runs?per_page=100", with_header(json_answer(200, R"({"total_count": 9, "runs": [{"n": 3}]})"), "Link", next));
  b.get("/runs?page=2", with_header(json_answer(200, R"({"runs": [{"n": 2}, {"n": 1}]})"), "Link",
                                    R"(<https://ghe.example/api/v3/runs?page=3>; rel="next")"));
  const ra::github::Api::Enough enough = [](const ra::json::Value& item) { return item["n"].as_int() == 2; };

  const auto items = b.await(b.api.list("/runs", "runs", "runs", enough));

  BOOST_TEST_REQUIRE(items.has_value());
  BOOST_TEST(items->size() == 2U);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(an_object_without_the_items_is_an_error) {
  ApiBench b;
  b.get("/runs", json_answer(200, R"({"message": "hm"})"));

  BOOST_TEST((code_of(b.await(b.api.list("/runs", "runs", "runs"))) == Errc::internal));
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

BOOST_AUTO_TEST_CASE(a_post_gives_its_refusal_as_it_is_and_takes_its_turn) {
  ApiBench b;
  b.post("/x", json_answer(422, R"({"message": "no"})"));
  b.post("/x", json_answer(204, ""));

  const auto refused = b.await(b.api.post("/x", ra::json::Value::object(), "x"));
  const auto taken = b.await(b.api.post("/x", ra::json::Value::object(), "x"));

  BOOST_TEST(refused->status == 422);
  BOOST_TEST(taken->status == 204);
  BOOST_TEST((b.clock.slept_in_all() == 1s));
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

BOOST_AUTO_TEST_CASE(each_kind_of_write_takes_its_turn_and_a_query_does_not) {
  ApiBench b;
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "a.zip", "zip").has_value());
  b.post("/a", json_answer(201, "{}"));
  b.post("/graphql", json_answer(200, R"({"data": {}})"));
  b.post("/uploads", json_answer(201, "{}"));
  b.post("/graphql", json_answer(200, R"({"data": {}})"));

  BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());
  BOOST_TEST(b.await(b.api.mutate("mutation {x}", {}, "x")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{1s}));
  BOOST_TEST(b.await(b.api.upload("https://ghe.example/uploads", folder / "a.zip", "x/y", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
  BOOST_TEST(b.await(b.api.query("query {x}", {}, "x")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{2s}));
}

BOOST_AUTO_TEST_CASE(a_write_waits_for_a_rate_limit_too) {
  ApiBench b;
  b.post("/a", with_header(json_answer(403, "{}"), "Retry-After", "7"));
  b.post("/a", json_answer(201, "{}"));

  BOOST_TEST(b.await(b.api.write(Method::post, "/a", {}, "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{7s}));
}

BOOST_AUTO_TEST_CASE(one_write_goes_out_at_a_time) {
  ra::test::FakeClock clock;
  SlowClient client{clock};
  ra::github::Api api{client, {}, clock.sleep(), clock};
  boost::asio::io_context io{1};
  for (int i = 0; i < 3; ++i) {
    boost::asio::co_spawn(io, api.write(Method::post, "/a", {}, "a"), [](auto&&...) {});
  }
  io.run();

  BOOST_TEST(client.answered == 3);
  BOOST_TEST(client.most_at_once == 1);
}

BOOST_AUTO_TEST_CASE(a_write_that_is_cut_off_does_not_hold_up_the_next) {
  ra::test::FakeClock clock;
  SlowClient client{clock};
  ra::github::Api api{client, {}, clock.sleep(), clock};
  boost::asio::io_context io{1};
  boost::asio::cancellation_signal cut;
  bool thrown = false;
  boost::asio::co_spawn(
      io, api.write(Method::post, "/a", {}, "a"),
      boost::asio::bind_cancellation_slot(cut.slot(), [&](std::exception_ptr e, auto&&) { thrown = e != nullptr; }));
  boost::asio::post(io, [&] { cut.emit(boost::asio::cancellation_type::terminal); });
  io.run();
  BOOST_TEST_REQUIRE(thrown);
  bool written = false;
  boost::asio::co_spawn(io, api.write(Method::post, "/a", {}, "a"),
                        [&](std::exception_ptr, const auto& answer) { written = answer.has_value(); });
  io.restart();
  for (int turn = 0; turn < 10000 && !written; ++turn) io.poll_one();

  BOOST_TEST(written);
}

BOOST_AUTO_TEST_CASE(patience_is_for_all_limits_of_a_request_together) {
  ApiBench b;
  for (int i = 0; i < 2; ++i) b.get("/a", with_header(json_answer(429, "{}"), "Retry-After", "301"));

  BOOST_TEST((b.await(b.api.get("/a", "a")).error().code == Errc::rate_limited));
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{301s}));
}

BOOST_AUTO_TEST_CASE(each_limit_without_a_time_is_waited_for_longer) {
  ApiBench b;
  for (int i = 0; i < 3; ++i) b.get("/a", json_answer(429, "{}"));
  b.get("/a", json_answer(200, "{}"));

  BOOST_TEST(b.await(b.api.get("/a", "a")).has_value());
  BOOST_TEST((b.clock.slept_in_all() == ra::Duration{(1 + 2 + 4) * 60s}));
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

BOOST_AUTO_TEST_CASE(a_list_has_a_hundred_pages_at_most) {
  for (const int pages : {99, 100, 101}) {
    ApiBench b;
    for (int n = 1; n <= pages; ++n) {
      const std::string next = R"(<https://ghe.example/api/v3/y?page=)" + std::to_string(n + 1) + R"(>; rel="next")";
      b.get("/y", n < pages ? with_header(json_answer(200, "[1]"), "Link", next) : json_answer(200, "[1]"));
    }
    BOOST_TEST(b.await(b.api.list("/y", "y")).has_value() == (pages <= 100));
  }
}

BOOST_AUTO_TEST_CASE(links_to_other_pages_than_the_next_are_not_followed) {
  ApiBench b;
  b.get("/y",
        with_header(json_answer(200, "[1]"), "Link",
                    R"(<https://ghe.example/api/v3/y?page=1>; rel="prev", <https://ghe.example/x>; rel="first")"));

  BOOST_TEST(b.await(b.api.list("/y", "y")).value().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
