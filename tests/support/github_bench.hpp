#pragma once

#include "github/api.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <optional>
#include <string>

namespace ra::test {

// GitHub as scripted answers, on a clock that only waiting moves.
struct GithubBench {
  ScriptedClient client;
  FakeClock clock;
  std::string base = "https://ghe.example/api/v3";

  github::ApiOptions options() const {
    github::ApiOptions options;
    options.base_url = base;
    options.token = Secret{"ghp_the_token"};
    return options;
  }

  template <class T>
  Result<T> await(boost::asio::awaitable<Result<T>> what) {
    return test::await(std::move(what));
  }

  void get(const std::string& part, http::Response answer) {
    client.expect(http::Method::get, part, std::move(answer));
  }
  void post(const std::string& part, http::Response answer) {
    client.expect(http::Method::post, part, std::move(answer));
  }
  void put(const std::string& part, http::Response answer) {
    client.expect(http::Method::put, part, std::move(answer));
  }
  void patch(const std::string& part, http::Response answer) {
    client.expect(http::Method::patch, part, std::move(answer));
  }
  void remove(const std::string& part, http::Response answer) {
    client.expect(http::Method::delete_, part, std::move(answer));
  }
  const std::string& last_body() const { return client.requests().back().body; }
};

// What it failed with. The `error()` of a success says `internal` too, so that alone would prove nothing.
template <class T>
std::optional<Errc> code_of(const Result<T>& result) {
  if (result.has_value()) return std::nullopt;
  return result.error().code;
}

inline http::Response with_header(http::Response response, const std::string& name, const std::string& value) {
  response.headers.set(name, value);
  return response;
}

inline http::Response not_found() { return json_answer(404, R"({"message": "Not Found"})"); }

}  // namespace ra::test
