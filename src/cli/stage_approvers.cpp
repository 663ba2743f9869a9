#include "cli/stage_approvers.hpp"

#include "cli/ci_systems.hpp"
#include "event/event.hpp"
#include "stage/gate.hpp"
#include "stage/pull_request.hpp"

#include <fmt/format.h>

namespace ra::cli {

namespace asio = boost::asio;

namespace {

// An environment of the forge's own CI, whose rules ask for reviewers.
class Environments final : public stage::Gate {
 public:
  Environments(forge::Forge& forge, std::string environment, const event::Event& event)
      : forge_{forge}, environment_{std::move(environment)}, run_{event.run}, link_{event.run_link} {}

  std::string name() const override { return "the environment " + environment_; }
  std::string run() const override { return std::to_string(run_); }
  std::string link() const override { return link_; }
  asio::awaitable<Result<std::vector<std::string>>> passed() override {
    auto who = co_await forge_.deployments().approvals(run_, environment_);
    co_return who;
  }

 private:
  forge::Forge& forge_;
  std::string environment_;
  std::int64_t run_;
  std::string link_;
};

// A job that people let through, of a CI that has such.
class Jobs final : public stage::Gate {
 public:
  Jobs(ApprovalJob job, std::unique_ptr<http::Client> client) : job_{std::move(job)}, client_{std::move(client)} {}

  std::string name() const override { return "the job " + job_.name; }
  std::string run() const override { return job_.run; }
  std::string link() const override { return job_.link; }
  asio::awaitable<Result<std::vector<std::string>>> passed() override {
    auto who = co_await job_.passed(*client_);
    co_return who;
  }

 private:
  ApprovalJob job_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace

stage::Approvers make_approvers(Shell& shell, DeliveryBench& bench, asio::any_io_executor executor) {
  stage::Approvers approvers;
  if (bench.context->dry_run) return approvers;
  const auto& config = bench.config.stages;
  const auto event = event::read_event(shell.environment);
  const bool on_ci = event && *event && !(*event)->from_fork;
  if (bench.forge) {
    const std::int64_t pull = on_ci ? (*event)->number : 0;
    approvers.push_back(stage::on_pull_request(*bench.context, *bench.journal, *bench.forge->forge, pull, bench.clock));
  }
  if (bench.forge && on_ci && !config.approval_environment.empty() && has_environments((*event)->ci)) {
    auto gate = std::make_unique<Environments>(*bench.forge->forge, config.approval_environment, **event);
    approvers.push_back(stage::at_gate(std::move(gate), bench.clock));
  }
  if (auto job = approval_job(shell, config.approval_job)) {
    auto client = make_client(shell, bench.config, bench.clock, std::move(executor));
    auto gate = std::make_unique<Jobs>(*std::move(job), std::move(client));
    approvers.push_back(stage::at_gate(std::move(gate), bench.clock));
  }
  return approvers;
}

}  // namespace ra::cli
