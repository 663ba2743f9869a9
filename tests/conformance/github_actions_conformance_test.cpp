#include "ci/github_actions.hpp"
#include "conformance/provider_suite.hpp"
#include "http/transport.hpp"
#include "support/fake_github_process.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace ra;

constexpr const char* workflows = R"({
  "token": "conformance-token", "repository": "acme/release",
  "actions": {
    "acme/good": {"release.yml": {"name": "rehearse", "jobs": [{"name": "build"}, {"name": "test"}]}},
    "acme/bad": {"release.yml": {"name": "rehearse", "jobs": [
      {"name": "build"},
      {"name": "verify", "outcome": "failure", "steps": ["Set up job", "Checkout code", "mvn verify"], "exit_code": 3,
       "output": ["compiling", "\u001b[31mERROR: no such symbol\u001b[0m"]}]}},
    "acme/endless": {"release.yml": {"name": "rehearse", "jobs": [{"name": "build", "duration_ms": 3600000}]}},
    "acme/red": {"release.yml": {"name": "rehearse", "jobs": [
      {"name": "test", "outcome": "failure", "output": ["GatewayTest.starts FAILED"],
       "annotations": [{"title": "GatewayTest.starts", "message": "expected 1 but was 2"},
                       {"title": "", "message": "Process completed with exit code 1."}]}]}}
  }
})";

// GitHub as our fake speaks it, over real sockets and the real transport.
class GithubActionsSubject : public conformance::Subject {
 public:
  std::unique_ptr<ci::Provider> provider() override {
    ci::GithubActionsOptions options;
    options.api.base_url = fake_.url();
    options.api.token = Secret{"conformance-token"};
    options.log = &log_;
    // Its pauses and its pace take no time here, but other coroutines get their turn.
    const http::Sleep sleep = [this](Duration d) -> boost::asio::awaitable<void> {
      clock_.ahead += d;
      co_await boost::asio::post(context, boost::asio::use_awaitable);
    };
    return ci::make_github_actions(*client_, std::move(options), sleep, clock_);
  }
  ci::Job passing() override { return of("good"); }
  conformance::RedPipeline failing() override {
    return {of("bad"), "rehearse", "verify", "mvn verify", 3, "ERROR: no such symbol"};
  }
  ci::Job endless() override { return of("endless"); }
  ci::Job absent() override { return of("absent"); }
  ci::Job with_red_test() override { return of("red"); }
  std::string red_test() override { return "GatewayTest.starts"; }
  bool ends_on_interrupt() override { return false; }

 protected:
  explicit GithubActionsSubject(const std::string& state) : fake_{state} {}

 public:
  GithubActionsSubject() : GithubActionsSubject{workflows} {}

 private:
  struct HastyClock final : Clock {
    SteadyTime steady() const override { return Clock::steady() + ahead; }
    Duration ahead{0};
  };

  static ci::Job of(const std::string& component) {
    ci::Job job;
    job.component = component;
    job.project = "acme/" + component;
    job.branch = "3.16.x";
    return job;
  }

  HastyClock clock_;
  Log log_;
  test::FakeGithub fake_;
  std::unique_ptr<http::Client> client_ = http::make_transport(context.get_executor(), {}, clock_, log_);
};

// A server of before `return_run_details`, which answers 204.
class OlderGithubActionsSubject final : public GithubActionsSubject {
 public:
  OlderGithubActionsSubject() : GithubActionsSubject{older()} {}

 private:
  static std::string older() {
    const std::string from = "\"name\": \"rehearse\"";
    std::string state = workflows;
    const std::string more = "\"details\": false, ";
    for (auto at = state.find(from); at != std::string::npos; at = state.find(from, at + more.size() + 1))
      state.insert(at, more);
    return state;
  }
};

}  // namespace

RA_PROVIDER_SUITE(github_actions, GithubActionsSubject)
RA_PROVIDER_SUITE(github_actions_older_server, OlderGithubActionsSubject)
