// Five hundred releases in bad weather: a third of the answers are 5xx, a tenth 429, connections are reset and bodies
// cut, and half of the POSTs that fail have taken effect all the same. Every release must pass with every component
// triggered exactly once. The fake CircleCI runs in this process and the waits of the retries on a clock of their own,
// so that a storm takes milliseconds; its seed is printed when it fails.
#include "ci/circleci.hpp"
#include "http/retrying.hpp"
#include "orchestrate/release.hpp"
#include "support/fake_circleci/engine.hpp"
#include "support/fake_clock.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
namespace orch = ra::orchestrate;
using namespace std::chrono_literals;

namespace {

constexpr int storms = 500;

std::string scenario(int seed) {
  return fmt::format(R"({{
    "token": "token-of-the-storm", "set_up": "all", "seed": {},
    "defaults": {{"pipelines": [{{"workflows": [{{"name": "build", "jobs": [{{"name": "build", "duration_ms": 1}}]}}]}}]}},
    "faults": {{"rate": {{"500": 0.1, "502": 0.1, "503": 0.1, "429": 0.1, "reset": 0.05, "truncate": 0.05}},
               "post_executes_before_fault": 0.5, "retry_after": "{}"}}}})",
                     seed,
                     seed % 3 == 0   ? "date"
                     : seed % 3 == 1 ? "seconds"
                                     : "none");
}

// What a connection would make of the fake's faults, without the connection.
class Direct final : public ra::http::Client {
 public:
  Direct(ra::test::fake::Engine& engine, const ra::Clock& clock) : engine_{engine}, clock_{clock} {}

  asio::awaitable<ra::Result<ra::http::Response>> send(const ra::http::Request& request) override {
    ra::test::ReceivedRequest received;
    received.method = ra::http::to_string(request.method);
    received.target = request.url.substr(request.url.find('/', request.url.find("://") + 3));
    received.headers = request.headers;
    received.body = request.body;
    ra::test::fake::Reply reply = engine_.handle(received, clock_.wall());
    const ra::json::Value& effect = reply.record["effect"];
    if (effect["kind"].as_string() == "trigger") ++triggers[effect["project"].as_string()];
    const bool read = request.method == ra::http::Method::get;
    if (reply.answer.fault != ra::test::Fault::none && reply.answer.fault != ra::test::Fault::slow) {
      ++faults;
      co_return ra::error(read ? ra::Errc::transient : ra::Errc::uncertain, "the connection was cut");
    }
    if (reply.answer.status >= 429) ++faults;
    ra::http::Response response;
    response.status = reply.answer.status;
    response.headers = reply.answer.headers;
    response.body = reply.answer.body;
    co_return response;
  }

  std::map<std::string, int> triggers;
  int faults = 0;

 private:
  ra::test::fake::Engine& engine_;
  const ra::Clock& clock_;
};

ra::model::Plan make_plan() {
  ra::model::Plan plan;
  plan.product = "P";
  plan.version = "1.0.0";
  plan.product_version = "1.0.0-SNAPSHOT";
  plan.branch = "master";
  for (const std::vector<std::string>& names : {std::vector<std::string>{"a", "b", "c"}, {}, {"d", "e"}, {"f"}}) {
    auto& set = plan.sets.emplace_back();
    set.index = plan.sets.size() - 1;
    for (const auto& name : names) {
      auto& component = set.components.emplace_back();
      component.name = name;
      component.release_version = "1.0.0";
      component.branch = "master";
    }
  }
  return plan;
}

struct Outcome {
  std::string problem;  // empty: all is well
  int faults = 0;
};

Outcome storm(int seed) {
  const ra::test::TemporaryFolder folder;
  const ra::Clock clock;
  const ra::Log log;
  ra::test::FakeClock patience_clock;
  patience_clock.set_wall(clock.wall());  // Retry-After dates come from the other clock
  auto parsed = ra::test::fake::parse_scenario(scenario(seed));
  if (!parsed) return {parsed.error().message, 0};
  ra::test::fake::Engine engine{*parsed, clock.wall()};
  std::uint64_t random = static_cast<std::uint64_t>(seed) * 7919;
  const ra::Random next = [&random] { return random = random * 6364136223846793005ULL + 1442695040888963407ULL; };

  auto direct = std::make_unique<Direct>(engine, clock);
  const Direct& wire = *direct;
  const auto client = ra::http::retrying(std::move(direct), {}, patience_clock.sleep(), patience_clock, next, log);
  ra::ci::CircleciOptions options;
  options.token = ra::Secret{"token-of-the-storm"};
  options.base_url = "http://127.0.0.1";
  const auto provider = ra::ci::make_circleci(*client, options);

  ra::model::Config config;
  config.product = "p";
  config.ci.org = "o";
  config.ci.poll_first = 1ms;
  config.ci.poll_most = 4ms;
  const ra::model::Plan plan = make_plan();
  Outcome outcome;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    orch::LedgerOptions where;
    where.folder = folder.path();
    where.mode = ra::model::LedgerMode::local;
    where.product = "p";
    where.version = "1.0.0";
    orch::Ledger ledger{where, nullptr, clock, log, executor};
    orch::Context context{config, *provider, ledger, nullptr, clock, log, next, [] {}};
    orch::Release release{std::move(context), plan, {}};
    co_await release.run();
    if (release.error()) outcome.problem = release.error()->message;
    if (release.view().state != ra::model::RunState::passed) outcome.problem += " did not pass";
  });
  const std::map<std::string, int> once{{"gh/o/a", 1}, {"gh/o/b", 1}, {"gh/o/c", 1},
                                        {"gh/o/d", 1}, {"gh/o/e", 1}, {"gh/o/f", 1}};
  if (wire.triggers != once) outcome.problem += " not every component was triggered exactly once";
  outcome.faults = wire.faults;
  return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(storms_of_faults)

BOOST_AUTO_TEST_CASE(every_component_is_triggered_exactly_once_in_any_weather) {
  int faults = 0;
  for (int seed = 1; seed <= storms; ++seed) {
    const Outcome outcome = storm(seed);
    BOOST_TEST(outcome.problem == "", "seed " << seed << ": " << outcome.problem);
    faults += outcome.faults;
  }
  BOOST_TEST(faults > storms * 10);  // the weather was really bad
}

BOOST_AUTO_TEST_SUITE_END()
