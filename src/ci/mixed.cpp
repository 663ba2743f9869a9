#include "ci/mixed.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::ci {

namespace {

class Mixed final : public Provider {
 public:
  explicit Mixed(MixedOptions options) : options_{std::move(options)} {}

  std::string_view name() const override { return "mixed"; }

  std::string_view name_for(const std::string& component) const override {
    const auto known = options_.providers.find(options_.provider_of(component));
    return known == options_.providers.end() ? name() : std::string_view{known->first};
  }

  asio::awaitable<Result<>> check(const Job& job) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->check(job);
  }

  asio::awaitable<Result<std::int64_t>> newest_number(const Job& job) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->newest_number(job);
  }

  asio::awaitable<Result<PipelineRef>> trigger(const Job& job) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->trigger(job);
  }

  asio::awaitable<Result<std::optional<PipelineRef>>> find(const Job& job, std::int64_t after_number,
                                                           const std::set<std::string>& known) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->find(job, after_number, known);
  }

  asio::awaitable<Result<Observation>> observe(const Job& job, const PipelineRef& pipeline) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->observe(job, pipeline);
  }

  asio::awaitable<Result<std::vector<model::WorkflowRun>>> inspect(const Job& job,
                                                                   const PipelineRef& pipeline) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->inspect(job, pipeline);
  }

  asio::awaitable<Result<>> read_logs(const Job& job, const PipelineRef& pipeline, LogVisitor& visitor) override {
    RA_CO_TRY_ASSIGN(Provider * own, provider_for(job));
    co_return co_await own->read_logs(job, pipeline, visitor);
  }

  asio::awaitable<void> interrupt() override {
    for (const auto& [name, provider] : made_) co_await provider->interrupt();
  }

 private:
  Result<Provider*> provider_for(const Job& job) {
    const std::string wanted = options_.provider_of(job.component);
    if (const auto known = made_.find(wanted); known != made_.end()) return known->second.get();
    const auto make = options_.providers.find(wanted);
    if (make == options_.providers.end())
      return error(Errc::config, fmt::format("there is no CI provider `{}`", wanted));
    RA_TRY_ASSIGN(auto provider, make->second());
    return made_.emplace(wanted, std::move(provider)).first->second.get();
  }

  MixedOptions options_;
  std::map<std::string, std::unique_ptr<Provider>> made_;
};

}  // namespace

std::unique_ptr<Provider> make_mixed(MixedOptions options) { return std::make_unique<Mixed>(std::move(options)); }

}  // namespace ra::ci
