#include "deploy/telling.hpp"

#include "base/coroutine.hpp"

#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
using ra::Result;
using ra::forge::Deployment;
using ra::forge::DeploymentState;

namespace {

struct ToldForge final : ra::forge::Deployments {
  std::vector<Deployment> there;
  std::vector<DeploymentState> said;

  asio::awaitable<Result<std::vector<Deployment>>> of(const std::string& /*environment*/) override { co_return there; }
  asio::awaitable<Result<Deployment>> create(const std::string& ref, const std::string& environment,
                                             const std::string& description) override {
    Deployment made{7, ref, "", environment, description};
    there.push_back(made);
    co_return made;
  }
  asio::awaitable<Result<std::vector<std::string>>> approvals(std::int64_t /*run*/,
                                                              const std::string& /*environment*/) override {
    co_return std::vector<std::string>{};
  }
  asio::awaitable<Result<std::optional<DeploymentState>>> state(std::int64_t /*id*/) override {
    if (said.empty()) co_return std::optional<DeploymentState>{};
    co_return std::optional{said.back()};
  }
  asio::awaitable<Result<>> set(std::int64_t /*id*/, DeploymentState state, const std::string& /*description*/,
                                const std::string& /*link*/) override {
    said.push_back(state);
    co_return Result<>{};
  }
};

void tell(ToldForge& forge, const std::string& attempt, DeploymentState state) {
  const ra::deploy::Record record{
      .target = "api", .kind = "command", .environment = "demo", .version = "3.1.0", .attempt = attempt};
  const ra::deploy::Told told{record, "abc", "", "text"};
  BOOST_TEST(ra::run_coroutine(ra::deploy::tell_forge(forge, told, state)).has_value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(telling)

BOOST_AUTO_TEST_CASE(one_attempt_is_one_deployment_and_says_nothing_twice) {
  ToldForge forge;

  tell(forge, "one", DeploymentState::in_progress);
  tell(forge, "one", DeploymentState::in_progress);
  tell(forge, "one", DeploymentState::success);

  BOOST_TEST(forge.there.size() == 1U);
  BOOST_TEST(forge.there[0].description == "api 3.1.0 (one)");
  BOOST_TEST((forge.said == std::vector{DeploymentState::in_progress, DeploymentState::success}));
}

BOOST_AUTO_TEST_CASE(another_attempt_is_another_deployment) {
  ToldForge forge;

  tell(forge, "one", DeploymentState::in_progress);
  tell(forge, "two", DeploymentState::in_progress);

  BOOST_TEST(forge.there.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
