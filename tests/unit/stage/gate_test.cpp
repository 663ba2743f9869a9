#include "stage/gate.hpp"

#include "support/fake_clock.hpp"
#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::stage;
using namespace ra::test;

namespace {

using Who = std::vector<std::string>;

struct CiRun {
  std::string id = "7512";
  ra::Result<Who> who = Who{};
};

class FakeGate final : public Gate {
 public:
  explicit FakeGate(const CiRun& run) : run_{run} {}
  std::string name() const override { return "the environment release"; }
  std::string run() const override { return run_.id; }
  std::string link() const override { return "https://ci.example/7512"; }
  boost::asio::awaitable<ra::Result<Who>> passed() override { co_return run_.who; }

 private:
  const CiRun& run_;
};

struct GateBench {
  CiRun run;
  FakeClock clock;
  std::unique_ptr<Approver> approver = at_gate(std::make_unique<FakeGate>(run), clock);
  Question question{"publish", {}, {"sha256:11", "2026-01-14T10:00:00Z"}, false};

  bool ask() {
    bool told = false;
    run_coroutine([&]() -> boost::asio::awaitable<void> {
      const auto asked = co_await approver->ask(question);
      told = asked.has_value();
    });
    return told;
  }

  std::optional<Approval> find() {
    std::optional<Approval> found;
    run_coroutine([&]() -> boost::asio::awaitable<void> {
      const auto looked = co_await approver->find(question);
      BOOST_REQUIRE(looked);
      found = *looked;
    });
    return found;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gates)

BOOST_AUTO_TEST_CASE(who_agrees_after_it_was_asked_approves_what_was_asked) {
  GateBench bench;
  bench.ask();
  BOOST_TEST(!bench.find());
  bench.run.who = Who{"ann"};

  const auto found = bench.find();

  BOOST_REQUIRE(found);
  BOOST_TEST(found->by == "ann (the environment release)");
  BOOST_TEST(found->digest == "sha256:11");
  BOOST_TEST(found->link == "https://ci.example/7512");
}

BOOST_AUTO_TEST_CASE(who_had_agreed_before_it_was_asked_has_not_seen_it) {
  GateBench bench;
  bench.run.who = Who{"ann"};
  BOOST_TEST(!bench.find());
  bench.ask();
  BOOST_TEST(!bench.find());
  bench.run.who = Who{"ann", "ann"};  // the job was run again, and approved again
  BOOST_REQUIRE(bench.find());
  BOOST_TEST(bench.find()->by == "ann (the environment release)");
}

BOOST_AUTO_TEST_CASE(another_run_has_not_been_asked_by_this_one) {
  GateBench bench;
  bench.ask();
  bench.run.id = "7513";
  bench.run.who = Who{"ann"};
  BOOST_TEST(!bench.find());
}

BOOST_AUTO_TEST_CASE(what_could_not_be_looked_at_counts_for_nothing) {
  GateBench bench;
  bench.ask();
  bench.run.who = ra::error(ra::Errc::unavailable, "away");
  BOOST_TEST(!bench.ask());
  bench.run.who = Who{"ann"};
  BOOST_TEST(!bench.find());
}

BOOST_AUTO_TEST_SUITE_END()
