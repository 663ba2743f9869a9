#include "conformance/provider_suite.hpp"
#include "support/rehearsal.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace ra;

// Every component has the same repository; what its pipeline does is said by its commands.
class LocalSubject final : public conformance::Subject {
 public:
  LocalSubject() {
    auto& components = rehearsal_.options.config.components;
    rehearsal_.options.config.workflow = "rehearse";
    components["good"] = {job("build", "cat README"), job("test", "true")};
    components["bad"] = {job("build", "true"), job("verify", "echo compiling; echo 'ERROR: no such symbol'; exit 3")};
    components["endless"] = {job("build", "sleep 1000")};
    components["red"] = {job("test", "echo '[ERROR] GatewayTest.starts: expected 1 but was 2'; exit 1")};
  }

  std::unique_ptr<ci::Provider> provider() override { return rehearsal_.provider(); }
  ci::Job passing() override { return of("good"); }
  conformance::RedPipeline failing() override {
    return {of("bad"), "rehearse", "verify", "verify", 3, "ERROR: no such symbol"};
  }
  ci::Job endless() override { return of("endless"); }
  ci::Job absent() override {
    ci::Job wanted = of("good");
    wanted.repository = "file://" + (rehearsal_.folder / "no-such-repository").string();
    return wanted;
  }
  ci::Job with_red_test() override { return of("red"); }
  std::string red_test() override { return "GatewayTest.starts"; }
  bool ends_on_interrupt() override { return true; }

 private:
  static model::LocalJob job(const std::string& name, const std::string& run) {
    return {name, run, std::chrono::minutes{2}};
  }

  ci::Job of(const std::string& component) const {
    ci::Job wanted = rehearsal_.job;
    wanted.component = component;
    wanted.project = "gh/gravitee-io/" + component;
    return wanted;
  }

  test::Rehearsal rehearsal_{RA_LOCAL_RUNNER};
};

}  // namespace

RA_PROVIDER_SUITE(local, LocalSubject)
