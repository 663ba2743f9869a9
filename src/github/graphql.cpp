#include "base/try.hpp"
#include "github/api.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::github {

namespace {

// GraphQL answers 200 to what it refuses.
Result<json::Value> data_of(const std::string& text, const std::string& what) {
  RA_TRY_ASSIGN(const auto read, json::parse_answer(text, what));
  const auto& errors = read["errors"].items();
  if (!errors.empty()) {
    const std::string type = errors.front()["type"].as_string();
    const Errc code = type == "NOT_FOUND"       ? Errc::not_found
                      : type == "FORBIDDEN"     ? Errc::unauthorized
                      : type == "RATE_LIMITED"  ? Errc::rate_limited
                      : type == "UNPROCESSABLE" ? Errc::conflict
                                                : Errc::internal;
    return error(code, fmt::format("{}: GitHub says {}", what, reasons_of(read)));
  }
  if (!read["data"].is_object()) return error(Errc::internal, fmt::format("{}: GitHub's answer has no data", what));
  return read["data"];
}

}  // namespace

std::string graphql_url(const std::string& base) {
  constexpr std::string_view rest = "/api/v3";
  if (base.ends_with(rest)) return base.substr(0, base.size() - rest.size()) + "/api/graphql";
  return base + "/graphql";
}

http::Request Api::graphql(const std::string& text, json::Value variables) const {
  auto body = json::Value::object();
  body.set("query", text).set("variables", std::move(variables));
  http::Request asked = request(http::Method::post, options_.graphql_url);
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::dump(body);
  return asked;
}

asio::awaitable<Result<json::Value>> Api::query(std::string text, json::Value variables, std::string what) {
  http::Request asked = graphql(text, std::move(variables));
  RA_CO_TRY_ASSIGN(const auto answer, co_await send(std::move(asked), what));
  co_return data_of(answer.body, what);
}

asio::awaitable<Result<json::Value>> Api::mutate(std::string text, json::Value variables, std::string what) {
  http::Request asked = graphql(text, std::move(variables));
  auto settled = co_await send_in_turn(std::move(asked), what);
  RA_CO_TRY_ASSIGN(const auto answer, accepted(std::move(settled), what));
  co_return data_of(answer.body, what);
}

}  // namespace ra::github
