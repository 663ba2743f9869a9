#include "cli/deploy_run.hpp"

#include "base/coroutine.hpp"
#include "base/random.hpp"
#include "base/try.hpp"
#include "cli/artifact_version.hpp"
#include "cli/author.hpp"
#include "cli/deploy_targets.hpp"
#include "cli/forge_check.hpp"
#include "cli/inputs.hpp"
#include "cli/notices.hpp"
#include "cli/services.hpp"
#include "cli/telling.hpp"
#include "cli/until_signal.hpp"
#include "deploy/deployer.hpp"
#include "event/event.hpp"
#include "http/transport.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

// One `deploy` on this machine: its targets, the ledgers of their environments, and who is told.
class DeployRun {
 public:
  DeployRun(Shell& shell, const DeployArguments& arguments, asio::io_context& io, Brought brought)
      : shell_{shell},
        arguments_{arguments},
        brought_{std::move(brought)},
        config_{brought_.config},
        version_{brought_.version},
        io_{io},
        repository_{shell.globals.directory, config_.git.remote},
        client_{download_client(shell, config_, clock_, io_.get_executor())},
        pages_{
            http::make_transport(io_.get_executor(), http::transport_options(shell.environment), clock_, shell.log)} {}

  Result<int> run() {
    RA_TRY_ASSIGN(const auto chosen, chosen_deployments(config_, arguments_.names));
    for (const auto& written : chosen) {
      RA_TRY_ASSIGN(auto one, deployment_of(written, version_, config_));
      const auto image = brought_.images.find(one.name);
      if (image != brought_.images.end()) one.settings["image"] = image->second;
      written_.push_back(written);
      deployments_.push_back(std::move(one));
    }
    if (shell_.globals.plan) return plan();
    if (!arguments_.dry_run) {
      RA_TRY_ASSIGN(told_, notice_destinations(shell_, config_));
    }
    return until_signal(io_, work());
  }

 private:
  void show(bool dry_run) const {
    shell_.output.result(shell_.globals.json ? json::dump_pretty(deploy::to_json(outcomes_, dry_run))
                                             : deploy::outcomes_text(outcomes_));
  }

  Result<int> plan() {
    for (std::size_t i = 0; i < deployments_.size(); ++i) {
      RA_TRY_ASSIGN(const auto target, deploy::make_target(access(i)));
      deploy::Outcome outcome = deploy::outcome_of(deployments_[i], version_.text());
      outcome.state = deploy::Outcome::State::planned;
      outcome.note = target->intention();
      outcomes_.push_back(std::move(outcome));
    }
    show(true);
    return 0;
  }

  fs::path folder_of(const std::string& environment) const {
    return shell_.globals.work_folder() / "deploy" / environment;
  }

  deploy::Access access(std::size_t i) {
    const model::Deployment& deployment = deployments_[i];
    const auto ledger = ledgers_.find(deployment.environment);
    const auto at_version = [this, i](const std::string& text) -> Result<model::Deployment> {
      const auto version = model::Version::parse(text);
      if (!version) return error(Errc::config, fmt::format("what was there, `{}`, is no version", text));
      return deployment_of(written_[i], *version, config_);
    };
    return {*client_,
            shell_.environment,
            clock_,
            shell_.log,
            fs::absolute(shell_.globals.directory),
            folder_of(deployment.environment),
            deployment,
            version_.text(),
            ledger == ledgers_.end() ? -1 : ledger->second->lock(),
            at_version,
            shell_.output.redact(),
            brought_.freight,
            brought_.freight_of};
  }

  // Locks of all environments first: whoever cannot have one changes nothing.
  asio::awaitable<Result<int>> work() {
    auto opened = co_await open_ledgers();
    Result<> said;
    if (opened) {
      co_await deploy_all();
      said = co_await say();
    }
    for (auto& [environment, ledger] : ledgers_) {
      const auto closed = co_await ledger->close();
      if (!closed) shell_.log.warning("the lock of {} was not given back: {}", environment, closed.error().message);
    }
    if (!opened) co_return opened.error();
    show(arguments_.dry_run);
    (void)add_to_job_summary(shell_, [this](std::size_t bytes) {
      const std::string text = deploy::outcomes_markdown(outcomes_);
      return text.size() > bytes ? std::string{} : text;
    });
    for (const auto& outcome : outcomes_) {
      if (outcome.error) co_return *outcome.error;
    }
    if (!said) co_return said.error();
    co_return 0;
  }

  // Of a dry run there is nothing to say.
  asio::awaitable<Result<>> say() {
    if (arguments_.dry_run) co_return Result<>{};
    std::vector<notify::Event> events;
    Result<> said;
    if (brought_.say) {
      auto answer = co_await brought_.say(outcomes_);
      if (answer) events = *std::move(answer);
      if (!answer) said = answer.error();
    } else {
      events = deployment_events(shell_, outcomes_, config_.product, clock_.wall());
    }
    if (told_.empty() || events.empty()) co_return said;
    const auto executor = co_await asio::this_coro::executor;
    Notices notices{shell_, told_, clock_, executor};
    for (auto& event : events) {
      if (event.link.empty()) event.link = notices.link();
      notices.tell(event);
    }
    co_await notices.flush();
    co_return said;
  }

  asio::awaitable<Result<>> open_ledgers() {
    const auto executor = co_await asio::this_coro::executor;
    const Random random = system_random();
    holder_ =
        fmt::format("{} process {} ({:08x})", shell_.environment.host, shell_.environment.process, random() >> 32U);
    if (!is_local()) {
      auto named = co_await author(repository_, shell_.environment, config_.git);
      RA_CO_TRY_ASSIGN(who_, std::move(named));
    }
    for (const auto& deployment : deployments_) {
      if (ledgers_.contains(deployment.environment)) continue;
      const auto options = ledger_options(deployment.environment);
      auto ledger = std::make_unique<deploy::Ledger>(options, repository_, clock_, shell_.log, executor);
      if (arguments_.dry_run) {
        const auto read = co_await ledger->peek();
        // Without a repository that can be read a dry run knows what the places themselves say.
        if (!read) shell_.log.warning("what was recorded is not known: {}", read.error().message);
      } else {
        auto opened = co_await ledger->open();
        RA_CO_TRY(std::move(opened));
        spawn(executor, ledger->keep_alive());
      }
      ledgers_[deployment.environment] = std::move(ledger);
    }
    co_return Result<>{};
  }

  bool is_local() const {
    return arguments_.ledger.empty() ? config_.ledger == model::LedgerMode::local : arguments_.ledger == "local";
  }

  deploy::LedgerOptions ledger_options(const std::string& environment) const {
    deploy::LedgerOptions options;
    options.folder = folder_of(environment);
    options.environment = environment;
    options.lease = config_.lease;
    options.who = who_;
    options.holder = holder_;
    const std::string product = config_.product.empty() ? "delivery" : config_.product;
    if (!is_local()) options.ref = fmt::format("refs/release-action/{}/deploy-{}", product, environment);
    return options;
  }

  asio::awaitable<void> deploy_all() {
    deploy::DeployOptions options{arguments_.dry_run, holder_, "", ""};
    forge::Deployments* told = nullptr;
    if (!arguments_.dry_run) told = co_await find_forge(options);
    bool failed = false;
    for (std::size_t i = 0; i < deployments_.size(); ++i) {
      outcomes_.push_back(deploy::outcome_of(deployments_[i], version_.text()));
      if (failed) continue;
      const deploy::Access with = access(i);
      const auto target = deploy::make_target(with);
      if (!target) {
        outcomes_.back().error = with_context(target.error(), deployments_[i].name);
      } else {
        deploy::Tools tools{*ledgers_[deployments_[i].environment], *pages_, told, system_random(), options};
        outcomes_.back() = co_await deploy::deploy(**target, with, tools);
      }
      failed = outcomes_.back().error.has_value();
    }
  }

  // Nobody is told where there is no forge, or no token for it.
  asio::awaitable<forge::Deployments*> find_forge(deploy::DeployOptions& options) {
    const auto head = co_await repository_.head();
    const auto remote = co_await repository_.remote_url();
    const std::string name = forge_repository(shell_.environment, remote ? *remote : std::string{});
    if (!head || name.empty() || shell_.environment.get("GITHUB_TOKEN").empty()) co_return nullptr;
    options.commit = *head;
    if (const auto event = event::read_event(shell_.environment); event && *event) options.link = (*event)->run_link;
    const auto executor = co_await asio::this_coro::executor;
    auto services = make_forge(shell_, config_, name, executor);
    if (!services) {
      shell_.log.warning("the forge is not told: {}", services.error().message);
      co_return nullptr;
    }
    forge_ = *std::move(services);
    co_return &forge_->forge->deployments();
  }

  Shell& shell_;
  const DeployArguments& arguments_;
  Clock clock_;
  Brought brought_;
  const model::Config& config_;
  const model::Version& version_;
  asio::io_context& io_;
  git::Repository repository_;
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<http::Client> pages_;
  std::unique_ptr<ForgeServices> forge_;
  std::vector<model::Deployment> written_;  // with what stands in braces
  std::vector<model::Deployment> deployments_;
  std::map<std::string, std::unique_ptr<deploy::Ledger>> ledgers_;  // by environment
  std::vector<deploy::Outcome> outcomes_;
  std::vector<notify::Destination> told_;
  std::string holder_;
  git::Identity who_;
};

// The product's name goes into the ledger's ref, and is mostly the manifest's.
Result<model::Config> config_of(const Shell& shell) {
  RA_TRY_ASSIGN(model::Config config, read_config(shell.globals));
  if (!config.product.empty()) return config;
  const auto inputs = read_inputs(shell.globals);
  if (inputs) config.product = inputs->config.product;
  return config;
}

}  // namespace

Result<int> run_deployments(Shell& shell, const DeployArguments& arguments) {
  RA_TRY_ASSIGN(auto config, config_of(shell));
  RA_TRY_ASSIGN(auto version, artifact_version(shell, arguments.version));
  asio::io_context io{1};
  return bring(shell, arguments, io, {std::move(config), std::move(version)});
}

Result<int> bring(Shell& shell, const DeployArguments& arguments, asio::io_context& io, Brought brought) {
  DeployRun run{shell, arguments, io, std::move(brought)};
  return run.run();
}

}  // namespace ra::cli
