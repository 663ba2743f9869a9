#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr std::size_t most_description = 140;  // GitHub: 422 "description is too long (maximum is 140 characters)"
constexpr std::size_t most_annotations = 50;   // of one request; GitHub appends those of later ones
constexpr std::size_t most_summary = 65'535;   // bytes; GitHub: output.summary
constexpr std::size_t most_check_title = 255;

std::string_view word_of(State state) {
  switch (state) {
    case State::pending: return "pending";
    case State::success: return "success";
    case State::failure: return "failure";
    case State::error: return "error";
  }
  return "error";
}

std::string_view word_of(Level level) {
  switch (level) {
    case Level::notice: return "notice";
    case Level::warning: return "warning";
    case Level::failure: return "failure";
  }
  return "failure";
}

Result<State> read_state(const std::string& word, const std::string& what) {
  for (const State state : {State::pending, State::success, State::failure, State::error}) {
    if (word == word_of(state)) return state;
  }
  return error(Errc::internal, fmt::format("{}: GitHub says `{}`, which we do not know", what, one_line(word)));
}

json::Value to_json(const Annotation& annotation) {
  auto one = json::Value::object();
  one.set("path", annotation.path).set("start_line", annotation.first_line).set("end_line", annotation.last_line);
  one.set("annotation_level", word_of(annotation.level)).set("message", annotation.message);
  if (!annotation.title.empty()) one.set("title", one_line(annotation.title, most_check_title));
  return one;
}

class GithubStatuses final : public Statuses {
 public:
  explicit GithubStatuses(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<>> set(const std::string& sha, const Status& status) override {
    auto body = json::Value::object();
    body.set("state", word_of(status.state)).set("context", status.context);
    body.set("description", one_line(status.description, most_description));
    if (!status.link.empty()) body.set("target_url", status.link);
    const std::string path = repository_.path("/statuses/" + http::percent_encode(sha));
    const std::string what = fmt::format("status {} of {}", status.context, sha.substr(0, 7));
    RA_CO_TRY(co_await repository_.api.write(http::Method::post, path, std::move(body), what));
    co_return Result<>{};
  }

  asio::awaitable<Result<std::vector<Status>>> of(const std::string& sha) override {
    const std::string path = repository_.path("/commits/" + http::percent_encode(sha) + "/statuses");
    const std::string what = "statuses of " + sha.substr(0, 7);
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, what));
    std::vector<Status> newest;  // they come newest first
    for (const auto& item : items) {
      Status status;
      status.context = item["context"].as_string();
      const auto same = [&](const Status& s) { return lower(s.context) == lower(status.context); };
      if (std::ranges::any_of(newest, same)) continue;
      RA_CO_TRY_ASSIGN(status.state, read_state(item["state"].as_string(), what));
      status.description = item["description"].as_string();
      status.link = item["target_url"].as_string();
      newest.push_back(std::move(status));
    }
    co_return newest;
  }

  asio::awaitable<Result<std::vector<CheckRun>>> checks_of(const std::string& sha) override {
    const std::string path = repository_.path("/commits/" + http::percent_encode(sha) + "/check-runs");
    const std::string what = "check runs of " + sha.substr(0, 7);
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, what, "check_runs"));
    std::vector<CheckRun> runs;
    std::vector<std::int64_t> ids;  // of several of one name the highest is the newest
    for (const auto& item : items) {
      CheckRun run;
      run.name = item["name"].as_string();
      run.sha = sha;
      const std::int64_t id = item["id"].as_int();
      const bool ended = item["status"].as_string() == "completed";
      if (ended) run.conclusion = item["conclusion"].as_string();
      if (run.name.empty() || id <= 0 || (ended && run.conclusion.empty()))
        co_return error(Errc::internal, what + ": GitHub's answer is no check run");
      run.link = item["html_url"].as_string();
      const auto same = static_cast<std::size_t>(std::ranges::find(runs, run.name, &CheckRun::name) - runs.begin());
      if (same == runs.size()) {
        runs.push_back(std::move(run));
        ids.push_back(id);
      } else if (id > ids[same]) {
        runs[same] = std::move(run);
        ids[same] = id;
      }
    }
    co_return runs;
  }

  asio::awaitable<Result<std::int64_t>> create_check(const CheckRun& run) override {
    auto body = json::Value::object();
    body.set("name", run.name).set("head_sha", run.sha);
    const std::string path = repository_.path("/check-runs");
    auto id = co_await write_check(http::Method::post, path, std::move(body), run);
    co_return id;
  }

  asio::awaitable<Result<>> update_check(std::int64_t id, const CheckRun& run) override {
    const std::string path = repository_.path(fmt::format("/check-runs/{}", id));
    auto body = json::Value::object();
    RA_CO_TRY(co_await write_check(http::Method::patch, path, std::move(body), run));
    co_return Result<>{};
  }

 private:
  // Annotations go in batches. Each PATCH appends its own, so none is sent twice: an uncertain one is given up.
  asio::awaitable<Result<std::int64_t>> write_check(http::Method method, std::string path, json::Value body,
                                                    const CheckRun& run) {
    const std::string what = "check run " + run.name;
    if (run.summary.size() > most_summary) {
      co_return error(Errc::internal, fmt::format("{}: the summary has {} bytes, GitHub takes {}", what,
                                                  run.summary.size(), most_summary));
    }
    if (!run.link.empty()) body.set("details_url", run.link);
    if (run.conclusion.empty()) {
      body.set("status", "in_progress");
    } else {
      body.set("status", "completed").set("conclusion", run.conclusion);
    }
    body.set("output", output_of(run, 0));
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.write(method, path, std::move(body), what));
    const std::int64_t id = answer["id"].as_int();
    if (id <= 0) co_return error(Errc::internal, what + ": GitHub's answer is no check run");
    const std::string rest_path = repository_.path(fmt::format("/check-runs/{}", id));
    for (std::size_t from = most_annotations; from < run.annotations.size(); from += most_annotations) {
      auto more = json::Value::object();
      more.set("output", output_of(run, from));
      RA_CO_TRY(co_await repository_.api.write(http::Method::patch, rest_path, std::move(more), what));
    }
    co_return id;
  }

  static json::Value output_of(const CheckRun& run, std::size_t from) {
    auto list = json::Value::array();
    for (std::size_t i = from; i < std::min(run.annotations.size(), from + most_annotations); ++i) {
      list.push(to_json(run.annotations[i]));
    }
    auto output = json::Value::object();
    output.set("title", one_line(run.title, most_check_title)).set("summary", run.summary);
    output.set("annotations", std::move(list));
    return output;
  }

  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Statuses> github_statuses(const GithubRepository& repository) {
  return std::make_unique<GithubStatuses>(repository);
}

}  // namespace ra::forge
