// A service of AWS App Runner gets an image by its digest, or its deployment is started again.
#include "aws/apprunner.hpp"

#include "aws/ecr.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/target.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

constexpr const char* operation_key = "operation";
constexpr const char* automatic_key = "automatic";

// 123456789012.dkr.ecr.eu-west-1.amazonaws.com/apim/gateway:3.1.0
struct EcrImage {
  std::string host;
  std::string repository;
  std::string tag;
};

EcrImage ecr_image(const std::string& image) {
  const auto slash = image.find('/');
  EcrImage parts{image.substr(0, slash), slash == std::string::npos ? "" : image.substr(slash + 1), "latest"};
  if (const auto colon = parts.repository.rfind(':'); colon != std::string::npos) {
    parts.tag = parts.repository.substr(colon + 1);
    parts.repository.erase(colon);
  }
  return parts;
}

class AppRunnerTarget final : public Target {
 public:
  explicit AppRunnerTarget(const Access& access)
      : access_{access},
        account_{access_.client, access_.environment, access_.clock},
        runner_{account_, access_.environment, access_.setting("service")} {}

  asio::awaitable<Result<>> settle() override {
    auto newest = co_await wait_for_operation();
    if (!newest) co_return newest.error();
    co_return Result<>{};
  }

  asio::awaitable<Result<State>> look() override {
    auto described = co_await runner_.describe();
    RA_CO_TRY_ASSIGN(service_, std::move(described));
    if (service_.image.empty() && !access_.setting("image").empty())
      co_return error(Errc::config, "the App Runner service is built from code, and has no image",
                      "leave `image` out: its deployment is started then");
    auto listed = co_await runner_.operations();
    RA_CO_TRY_ASSIGN(const auto operations, std::move(listed));
    State state;
    // Without an image that is wanted, two deployments of one version look the same.
    if (!access_.setting("image").empty()) state.what = service_.image;
    state.more[operation_key] = operations.empty() ? "" : operations.front().id;
    state.more[automatic_key] = service_.source["AutoDeploymentsEnabled"].as_bool() ? "true" : "false";
    co_return state;
  }

  asio::awaitable<Result<State>> wanted(const State& /*now*/, std::optional<State> /*again*/) override {
    const std::string image = access_.setting("image");
    if (image.empty()) co_return State{access_.version, {}};
    if (image.find('@') != std::string::npos) co_return State{image, {}};
    const EcrImage parts = ecr_image(image);
    const auto registry = aws::ecr_registry(parts.host);
    if (!registry)
      co_return error(Errc::config, fmt::format("`{}` is no image in ECR", one_line(image, 200)),
                      "App Runner takes images from ECR; from others by digest: host/name@sha256:…");
    auto asked = co_await aws::ecr_digest(account_, access_.environment, *registry, parts.repository, parts.tag);
    RA_CO_TRY_ASSIGN(const std::string digest, std::move(asked));
    co_return State{fmt::format("{}/{}@{}", parts.host, parts.repository, digest), {}};
  }

  // An operation that is newer than any that was there: nobody else begins one while we hold the lock.
  bool begun(const State& found, const State& now, const State& wanted) const override {
    if (now.known() && now.what == wanted.what) return true;
    const auto then = found.more.find(operation_key);
    const auto newest = now.more.find(operation_key);
    if (then == found.more.end() || newest == now.more.end()) return false;
    return then->second != newest->second;
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    auto begun = co_await begin_with(wanted.what, false);
    co_return begun;
  }

  asio::awaitable<Result<>> follow(const State& /*wanted*/, std::string /*handle*/) override {
    auto waited = co_await wait_for_operation();
    RA_CO_TRY_ASSIGN(const std::optional<aws::RunnerOperation> newest, std::move(waited));
    if (!newest || newest->succeeded()) co_return Result<>{};
    co_return error(Errc::failed_ci, fmt::format("App Runner's operation {} ended as {}", newest->id, newest->status),
                    "its reason is in the service's deployment logs");
  }

  asio::awaitable<Result<>> bring_back(const State& before) override {
    auto settled = co_await settle();
    RA_CO_TRY(std::move(settled));
    const auto automatic = before.more.find(automatic_key);
    const bool as_it_was = automatic != before.more.end() && automatic->second == "true";
    auto begun = co_await begin_with(before.what, as_it_was);
    if (!begun) co_return begun.error();
    auto followed = co_await follow(before, *begun);
    co_return followed;
  }

  asio::awaitable<Result<std::map<std::string, std::string>>> outputs() override {
    std::map<std::string, std::string> all;
    if (!service_.url.empty()) all["url"] = "https://" + service_.url;
    co_return all;
  }

  std::string intention() const override {
    const std::string image = access_.setting("image");
    return image.empty() ? "starts a deployment of " + access_.setting("service")
                         : fmt::format("updates {} to {}", access_.setting("service"), image);
  }

 private:
  // What begins an operation is refused while another is under way, even when that began after our last look.
  asio::awaitable<Result<std::string>> begin_with(std::string image, bool automatic) {
    const SteadyTime until = access_.clock.steady() + access_.deployment.timeout;
    for (;;) {
      Result<std::string> begun = std::string{};
      if (access_.setting("image").empty()) {
        begun = co_await runner_.start();
      } else {
        json::Value source = service_.source;
        json::Value repository = source["ImageRepository"];
        repository.set("ImageIdentifier", image);
        // Whoever brings an image by its digest decides when another comes.
        source.set("ImageRepository", std::move(repository)).set("AutoDeploymentsEnabled", automatic);
        begun = co_await runner_.update(std::move(source));
      }
      if (begun || access_.clock.steady() > until) co_return begun;
      const Error refusal = begun.error();
      if (refusal.code != Errc::conflict && refusal.code != Errc::config) co_return refusal;
      // InvalidRequestException says so too.
      auto described = co_await runner_.describe();
      RA_CO_TRY_ASSIGN(const aws::RunnerService service, std::move(described));
      if (service.status != "OPERATION_IN_PROGRESS") co_return refusal;
      auto settled = co_await settle();
      RA_CO_TRY(std::move(settled));
    }
  }

  // The newest operation, once neither it nor the service is at work.
  asio::awaitable<Result<std::optional<aws::RunnerOperation>>> wait_for_operation() {
    const SteadyTime until = access_.clock.steady() + access_.deployment.timeout;
    bool said = false;
    for (;;) {
      auto listed = co_await runner_.operations();
      RA_CO_TRY_ASSIGN(const auto operations, std::move(listed));
      std::optional<aws::RunnerOperation> newest;
      if (!operations.empty()) newest = operations.front();
      if (!newest || newest->ended()) {
        auto described = co_await runner_.describe();
        RA_CO_TRY_ASSIGN(const aws::RunnerService service, std::move(described));
        if (service.status != "OPERATION_IN_PROGRESS") co_return newest;
      }
      if (!said && newest)
        access_.log.info("{}: App Runner is at work: {} is {}", access_.deployment.name, newest->type, newest->status);
      said = true;
      if (access_.clock.steady() > until)
        co_return error(
            Errc::unavailable,
            fmt::format("App Runner is still at work after {}", format_duration(access_.deployment.timeout)),
            "run the same command again: it goes on where this one stopped");
      co_await access_.sleep(access_.deployment.poll);
    }
  }

  Access access_;
  aws::Account account_;
  aws::AppRunner runner_;
  aws::RunnerService service_;
};

}  // namespace

Made apprunner_target(const Access& access) {
  const std::string service = access.setting("service");
  if (!aws::region_of_runner(service).empty()) return std::make_unique<AppRunnerTarget>(access);
  return error(Errc::config, fmt::format("`{}` is no ARN of an App Runner service", one_line(service, 200)),
               "such as arn:aws:apprunner:eu-west-1:123456789012:service/demo/8fe1e10304f84fd2b0df550fe98a71fa");
}

}  // namespace ra::deploy
