#pragma once

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "ci/circleci.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace ra {
inline std::ostream& operator<<(std::ostream& out, Errc code) { return out << "Errc " << static_cast<int>(code); }
}  // namespace ra

namespace ra::test {

inline std::string circleci_fixture(const std::string& name) {
  std::ifstream in{std::string{RA_FIXTURES} + "/circleci-api/" + name};
  std::stringstream text;
  text << in.rdbuf();
  if (text.str().empty()) throw std::runtime_error("no fixture " + name);
  return text.str();
}

inline ci::Job gateway(std::string project = "gh/gravitee-io/gravitee-gateway") {
  ci::Job job;
  job.component = "gravitee-gateway";
  job.project = std::move(project);
  job.branch = "3.16.x";
  job.parameters = {{"gio_action", std::string{"release"}}, {"dry_run", true}, {"retries", std::int64_t{3}}};
  return job;
}

inline ci::PipelineRef pipeline(std::string id, std::int64_t number) {
  ci::PipelineRef ref;
  ref.id = std::move(id);
  ref.number = number;
  return ref;
}

// A page of a list.
inline std::string page(const std::vector<std::string>& items, const std::string& next = {}) {
  std::string text = R"({"items":[)";
  for (std::size_t i = 0; i < items.size(); ++i) text += (i > 0 ? "," : "") + items[i];
  return text + R"(],"next_page_token":)" + (next.empty() ? "null" : json::quoted(next)) + "}";
}

// Warnings that a provider says, to be looked at afterwards.
struct WrittenLog {
  TemporaryFolder folder;
  std::string file = (folder / "log.ndjson").string();
  Log log{options(file), {}};

  std::string text() const { return read_file(file, 1U << 20U).value(); }

 private:
  static Log::Options options(const std::string& file) {
    Log::Options options;
    options.level = LogLevel::warning;
    options.json_file = file;
    return options;
  }
};

// A CircleCI whose answers a test writes down beforehand.
struct Circleci {
  explicit Circleci(std::string base_url = "https://circleci.com", const Log* log = nullptr)
      : provider{ci::make_circleci(client, options(std::move(base_url), log))} {}

  static ci::CircleciOptions options(std::string base_url, const Log* log) {
    ci::CircleciOptions o;
    o.base_url = std::move(base_url);
    o.token = Secret{"CCIPAT_secret"};
    o.log = log;
    return o;
  }

  void get(std::string url_part, int status, std::string body) {
    client.expect(http::Method::get, std::move(url_part), json_answer(status, std::move(body)));
  }
  void post(std::string url_part, int status, std::string body) {
    client.expect(http::Method::post, std::move(url_part), json_answer(status, std::move(body)));
  }
  void we_are_release_bot() { get("/api/v2/me", 200, R"({"id":"u","login":"release-bot","name":"R"})"); }
  const http::Request& request(std::size_t n) const { return client.requests().at(n); }

  Result<> check(const ci::Job& job = gateway()) { return await(provider->check(job)); }
  Result<ci::PipelineRef> trigger(const ci::Job& job = gateway()) { return await(provider->trigger(job)); }
  Result<std::optional<ci::PipelineRef>> find(std::int64_t after, const std::set<std::string>& known = {},
                                              const std::string& definition = {}) {
    ci::Job job = gateway();
    job.definition = definition;
    return await(provider->find(job, after, known));
  }
  Result<ci::Observation> observe(const std::string& id) {
    const ci::Job job = gateway();
    const ci::PipelineRef ref = pipeline(id, 126);
    return await(provider->observe(job, ref));
  }

  ScriptedClient client;
  std::unique_ptr<ci::Provider> provider;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace ra::test
