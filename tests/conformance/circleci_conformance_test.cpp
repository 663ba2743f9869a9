#include "ci/circleci.hpp"
#include "conformance/provider_suite.hpp"
#include "http/transport.hpp"
#include "support/fake_circleci/server.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace ra;

constexpr std::string_view scenario = R"({
  "token": "conformance-token",
  "projects": {
    "gh/acme/good": {"pipelines": [{"workflows": [
      {"name": "rehearse", "jobs": [{"name": "build", "duration_ms": 30},
                                    {"name": "test", "duration_ms": 30, "requires": ["build"]}]}]}]},
    "gh/acme/bad": {"pipelines": [{"workflows": [
      {"name": "rehearse", "jobs": [{"name": "build", "duration_ms": 30},
                                    {"name": "verify", "duration_ms": 30, "requires": ["build"], "outcome": "failed",
                                     "steps": [{"name": "Checkout code"},
                                               {"name": "mvn verify", "exit_code": 3,
                                                "output": "compiling\nERROR: no such symbol\n"}]}]}]}]},
    "gh/acme/endless": {"pipelines": [{"workflows": [
      {"name": "rehearse", "jobs": [{"name": "build", "duration_ms": 3600000}]}]}]},
    "gh/acme/red": {"pipelines": [{"workflows": [
      {"name": "rehearse", "jobs": [{"name": "test", "duration_ms": 30, "outcome": "failed",
                                     "tests": [{"classname": "GatewayTest", "name": "starts",
                                                "message": "expected 1 but was 2"},
                                               {"classname": "GatewayTest", "name": "stops"}]}]}]}]}
  }
})";

// CircleCI as our fake speaks it, over a real socket and the real transport.
class CircleciSubject final : public conformance::Subject {
 public:
  std::unique_ptr<ci::Provider> provider() override {
    ci::CircleciOptions options;
    options.base_url = server_.url();
    options.token = Secret{"conformance-token"};
    options.log = &log_;
    return ci::make_circleci(*client_, std::move(options));
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

 private:
  static ci::Job of(const std::string& component) {
    ci::Job job;
    job.component = component;
    job.project = "gh/acme/" + component;
    job.branch = "3.16.x";
    return job;
  }

  Clock clock_;
  Log log_;
  test::fake::Server server_{context.get_executor(), test::fake::parse_scenario(scenario).value(), clock_, {}};
  std::unique_ptr<http::Client> client_ = http::make_transport(context.get_executor(), {}, clock_, log_);
};

}  // namespace

RA_PROVIDER_SUITE(circleci, CircleciSubject)
