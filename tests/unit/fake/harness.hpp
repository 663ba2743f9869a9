#pragma once

#include "support/fake_circleci/engine.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

// A fake CircleCI without a socket, whose clock stands still until it is told to go on.
namespace ra::test::fake {

inline constexpr const char* slug = "gh/acme/one";
inline const std::string list = "/project/gh/acme/one/pipeline";

class Harness {
 public:
  // `scenario`: the members of a scenario without its braces and token.
  explicit Harness(const std::string& scenario, double speed = 1) {
    auto parsed = parse_scenario("{\"token\": \"the-token\", " + scenario + "}", speed);
    const std::string problem = parsed ? "" : parsed.error().message;
    BOOST_REQUIRE_EQUAL(problem, "");
    engine_ = std::make_unique<Engine>(std::move(*parsed), now);
    engine_->set_base_url("http://fake");
  }

  Reply send(const std::string& method, const std::string& target, const std::string& body = {},
             http::Headers headers = with_token()) {
    ReceivedRequest request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    request.body = body;
    return engine_->handle(request, now);
  }

  Answer get(const std::string& path) { return send("GET", "/api/v2" + path).answer; }
  Answer post(const std::string& path, const std::string& body = "{}") {
    return send("POST", "/api/v2" + path, body).answer;
  }
  json::Value read(const std::string& path) { return parsed(get(path)); }

  static json::Value parsed(const Answer& answer) {
    const auto value = json::parse(answer.body);
    const std::string not_json = value ? "" : answer.body;
    BOOST_REQUIRE_EQUAL(not_json, "");
    return *value;
  }

  // Triggers a pipeline of the project; its id.
  std::string trigger(const std::string& body = "{\"branch\": \"3.1.x\"}") {
    const Answer answer = post(std::string{"/project/"} + slug + "/pipeline", body);
    BOOST_REQUIRE_EQUAL(answer.status, 201);
    return parsed(answer)["id"].as_string();
  }

  json::Value workflows(const std::string& pipeline) { return read("/pipeline/" + pipeline + "/workflow")["items"]; }
  json::Value workflow(const std::string& pipeline, std::size_t index = 0) {
    const json::Value all = workflows(pipeline);
    BOOST_REQUIRE_GT(all.items().size(), index);
    return all.items()[index];
  }
  std::string status(const std::string& pipeline) { return workflow(pipeline)["status"].as_string(); }
  json::Value jobs(const std::string& pipeline) {
    return read("/workflow/" + workflow(pipeline)["id"].as_string() + "/job")["items"];
  }
  std::string state(const std::string& pipeline) { return read("/pipeline/" + pipeline)["state"].as_string(); }

  void pass(int ms) { now += Duration{ms}; }

  static http::Headers with_token() {
    http::Headers headers;
    headers.set("Circle-Token", "the-token");
    headers.set("Accept", "application/json");
    return headers;
  }

  WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 1 / 14} + std::chrono::hours{10}};

 private:
  std::unique_ptr<Engine> engine_;
};

// A scenario of one project with these pipelines.
inline std::string pipelines(const std::string& all) {
  return "\"projects\": {\"gh/acme/one\": {\"pipelines\": [" + all + "]}}";
}

// … with one pipeline of these workflows.
inline std::string workflows(const std::string& all) { return pipelines("{\"workflows\": [" + all + "]}"); }

}  // namespace ra::test::fake
