// What is done in which order, against a place and a ledger that keep what they are told.
#include "deploy/deployer.hpp"

#include "base/coroutine.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ra::Errc;
using ra::Result;
using ra::deploy::Outcome;
using ra::deploy::Phase;
using ra::deploy::State;

namespace {

struct Place final : ra::deploy::Target {
  std::string there = "1.0.0";
  std::string version;
  std::vector<std::string> did;
  std::optional<ra::Error> refusal;  // of begin(), once
  bool begins_all_the_same = false;
  bool says = true;  // what is there

  asio::awaitable<Result<State>> look() override { co_return State{says ? there : "", {}}; }
  asio::awaitable<Result<State>> wanted(const State& /*now*/, std::optional<State> /*again*/) override {
    co_return State{version, {}};
  }
  asio::awaitable<Result<std::string>> begin(const State& state) override {
    did.push_back("begin " + state.what);
    if (!refusal || begins_all_the_same) there = state.what;
    if (const auto refused = std::exchange(refusal, std::nullopt)) co_return *refused;
    co_return std::string{"handle"};
  }
  asio::awaitable<Result<>> follow(const State& /*wanted*/, std::string handle) override {
    did.push_back("follow " + handle);
    co_return Result<>{};
  }
  asio::awaitable<Result<>> bring_back(const State& before) override {
    did.push_back("back " + before.what);
    there = before.what;
    co_return Result<>{};
  }
  std::string intention() const override { return "does"; }
};

struct DeployBench {
  ra::test::TemporaryFolder folder;
  ra::test::FakeClock clock;
  ra::test::ScriptedClient pages;
  ra::Environment environment;
  ra::Log log;
  Place place;
  ra::model::Deployment deployment;
  bool dry_run = false;

  DeployBench() {
    deployment.name = "api";
    deployment.kind = "command";
    deployment.environment = "demo";
  }

  void with_health() {
    ra::model::Probe probe;
    probe.url = "https://demo.example/health";
    probe.good = 1;
    probe.every = 1s;
    probe.within = 0s;
    deployment.health = probe;
  }
  void health(int status) { pages.expect(ra::http::Method::get, "/health", ra::test::answer(status)); }

  Outcome deploy(const std::string& version) {
    place.version = version;
    asio::io_context io{1};
    ra::git::Repository nowhere{folder.path().string(), "origin"};
    ra::deploy::LedgerOptions options;
    options.folder = folder.path() / "ledger";
    options.environment = "demo";
    ra::deploy::Ledger ledger{options, nowhere, clock, log, io.get_executor()};
    const ra::deploy::Access access{pages,
                                    environment,
                                    clock,
                                    log,
                                    folder.path(),
                                    folder.path(),
                                    deployment,
                                    version,
                                    -1,
                                    {},
                                    [](std::string text) { return text; },
                                    {},
                                    {},
                                    clock.sleep()};
    ra::deploy::Tools tools{ledger, pages, nullptr, [] { return std::uint64_t{7}; }, {dry_run, "test", "", ""}};
    BOOST_TEST_REQUIRE(ra::run_coroutine(io, ledger.open()).has_value());
    auto outcome = ra::run_coroutine(io, ra::deploy::deploy(place, access, tools));
    const auto* record = ledger.record("api");
    phase = record == nullptr ? std::nullopt : std::optional{record->phase};
    return outcome;
  }

  std::optional<Phase> phase;  // that is recorded
};

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(deployer)

BOOST_AUTO_TEST_CASE(it_is_brought_and_followed_and_recorded) {
  DeployBench b;

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.state == Outcome::State::deployed));
  BOOST_TEST(outcome.before == "1.0.0");
  BOOST_TEST((b.place.did == Words{"begin 1.1.0", "follow handle"}));
  BOOST_TEST((b.phase == Phase::done));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_left_alone) {
  DeployBench b;
  b.place.there = "1.1.0";

  BOOST_TEST((b.deploy("1.1.0").state == Outcome::State::present));
  BOOST_TEST((b.deploy("1.1.0").state == Outcome::State::present));

  BOOST_TEST(b.place.did.empty());
  BOOST_TEST((b.phase == Phase::done));
}

BOOST_AUTO_TEST_CASE(a_place_that_says_nothing_is_believed_to_have_what_was_brought_last) {
  DeployBench b;
  b.place.says = false;

  BOOST_TEST((b.deploy("1.1.0").state == Outcome::State::deployed));
  BOOST_TEST((b.deploy("1.1.0").state == Outcome::State::present));
  const Outcome next = b.deploy("1.2.0");

  BOOST_TEST(next.before == "1.1.0");
  BOOST_TEST((b.place.did == Words{"begin 1.1.0", "follow handle", "begin 1.2.0", "follow handle"}));
}

BOOST_AUTO_TEST_CASE(a_dry_run_records_and_changes_nothing) {
  DeployBench b;
  b.dry_run = true;

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.state == Outcome::State::planned));
  BOOST_TEST(outcome.after == "1.1.0");
  BOOST_TEST(b.place.did.empty());
  BOOST_TEST(!b.phase);
}

BOOST_AUTO_TEST_CASE(bad_health_brings_back_what_was_there) {
  DeployBench b;
  b.with_health();
  b.health(500);
  b.health(200);  // of what is there again

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.state == Outcome::State::returned));
  BOOST_TEST((outcome.error->code == Errc::failed_ci));
  BOOST_TEST(outcome.error->hint == "1.0.0 is there again");
  BOOST_TEST((b.place.did == Words{"begin 1.1.0", "follow handle", "back 1.0.0"}));
  BOOST_TEST((b.phase == Phase::returned));
  BOOST_TEST(b.pages.done());
}

BOOST_AUTO_TEST_CASE(without_a_way_back_it_stays) {
  for (const bool known : {true, false}) {
    DeployBench b;
    b.with_health();
    b.health(500);
    b.deployment.goes_back = !known;
    b.place.says = known;

    const Outcome outcome = b.deploy("1.1.0");

    BOOST_TEST((outcome.state == Outcome::State::failed));
    BOOST_TEST((b.phase == Phase::failed));
    BOOST_TEST(b.place.there == "1.1.0");
    BOOST_TEST(outcome.error->hint ==
               (known ? "it stays there: goBack is false" : "nobody knows what was there before, so it stays"));
  }
}

BOOST_AUTO_TEST_CASE(bad_health_of_what_was_there_before_brings_nothing_back) {
  DeployBench b;
  b.with_health();
  b.health(500);
  b.place.there = "1.1.0";

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.error->code == Errc::failed_ci));
  BOOST_TEST(b.place.did.empty());
}

BOOST_AUTO_TEST_CASE(what_fails_while_it_is_brought_goes_back) {
  DeployBench b;
  b.place.refusal = ra::error(Errc::failed_ci, "no room");
  b.place.begins_all_the_same = true;

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.state == Outcome::State::returned));
  BOOST_TEST(outcome.note == "no room");
  BOOST_TEST(b.place.there == "1.0.0");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_the_end_of_it) {
  DeployBench b;
  b.place.refusal = ra::error(Errc::unauthorized, "may not");

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.error->code == Errc::unauthorized));
  BOOST_TEST((b.phase == Phase::failed));
  BOOST_TEST((b.place.did == Words{"begin 1.1.0"}));
}

BOOST_AUTO_TEST_CASE(without_an_answer_it_is_looked_whether_it_has_begun) {
  DeployBench b;
  b.place.refusal = ra::error(Errc::uncertain, "cut");
  b.place.begins_all_the_same = true;

  BOOST_TEST((b.deploy("1.1.0").state == Outcome::State::deployed));
  BOOST_TEST((b.place.did == Words{"begin 1.1.0", "follow "}));
}

BOOST_AUTO_TEST_CASE(what_has_perhaps_not_begun_is_gone_on_with) {
  DeployBench b;
  b.place.refusal = ra::error(Errc::uncertain, "cut");

  BOOST_TEST((b.deploy("1.1.0").error->code == Errc::unavailable));
  BOOST_TEST((b.phase == Phase::acting));
  const Outcome again = b.deploy("1.1.0");

  BOOST_TEST((again.state == Outcome::State::deployed));
  BOOST_TEST(again.before == "1.0.0");
}

BOOST_AUTO_TEST_CASE(another_version_keeps_the_way_back_of_the_one_that_was_cut_off) {
  DeployBench b;
  b.place.refusal = ra::error(Errc::unavailable, "away");
  b.place.begins_all_the_same = true;
  BOOST_TEST((b.deploy("1.1.0").error->code == Errc::unavailable));
  b.with_health();
  b.health(500);
  b.health(200);

  const Outcome outcome = b.deploy("1.2.0");

  BOOST_TEST((outcome.state == Outcome::State::returned));
  BOOST_TEST(b.place.there == "1.0.0");
}

BOOST_AUTO_TEST_CASE(what_is_not_ready_gets_nothing) {
  DeployBench b;
  b.with_health();
  b.deployment.ready = b.deployment.health;
  b.deployment.ready->url = "https://demo.example/{side}/health";
  b.pages.expect(ra::http::Method::get, "/1.1.0/health", ra::test::answer(404));

  const Outcome outcome = b.deploy("1.1.0");

  BOOST_TEST((outcome.error->code == Errc::failed_ci));
  BOOST_TEST(outcome.error->hint == "nothing was changed");
  BOOST_TEST(b.place.did.empty());
  BOOST_TEST(!b.phase);
}

BOOST_AUTO_TEST_SUITE_END()
