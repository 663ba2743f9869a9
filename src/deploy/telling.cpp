#include "deploy/telling.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::deploy {

asio::awaitable<Result<>> tell_forge(forge::Deployments& deployments, const Told& told, forge::DeploymentState state) {
  const Record& record = told.record;
  const std::string called = fmt::format("{} {} ({})", record.target, record.version, record.attempt);
  auto listed = co_await deployments.of(record.environment);
  RA_CO_TRY_ASSIGN(const auto all, std::move(listed));
  const auto found = std::ranges::find(all, called, &forge::Deployment::description);
  std::int64_t id = found == all.end() ? 0 : found->id;
  if (id == 0) {
    auto made = co_await deployments.create(told.commit, record.environment, called);
    RA_CO_TRY_ASSIGN(const forge::Deployment deployment, std::move(made));
    id = deployment.id;
  } else {
    auto asked = co_await deployments.state(id);
    RA_CO_TRY_ASSIGN(const auto said, std::move(asked));
    if (said == state) co_return Result<>{};
  }
  auto set = co_await deployments.set(id, state, told.text, told.link);
  co_return set;
}

}  // namespace ra::deploy
