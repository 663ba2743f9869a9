#include "stage/stage.hpp"

#include "base/try.hpp"
#include "stage/fork.hpp"
#include "stage/health.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

// Commits the new versions to the fork. The same plan makes the same commit, so doing it again changes nothing.
class Version final : public Stage {
 public:
  std::string_view name() const override { return "version"; }
  std::string_view summary() const override { return "writes the new versions and commits them to the fork"; }

  Facts inputs(const Context& context) const override {
    Facts facts = health_inputs(context, name());
    facts["commit"] = context.tip;
    facts["plan"] = versioning::digest_of(context.plan);
    for (const auto& [component, version] : context.last) facts["last:" + component] = version;
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    const git::Sha commit = outputs.at("commit");
    auto held = co_await fork_holds(context, commit);
    co_return held;
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    const Health health{.stage = std::string{name()}, .commit = context.tip};
    auto checked = co_await check_health(context, health);
    RA_CO_TRY_ASSIGN(Facts outputs, std::move(checked));
    for (const auto& p : context.plan.components) {
      if (p.changes()) outputs["version:" + p.name] = p.to;
    }
    outputs["commit"] = context.tip;
    if (context.new_files.empty()) co_return outputs;
    const std::string message = fmt::format("chore(release): {}\n", context.version);
    auto committed =
        co_await context.repository.commit(context.tip, context.new_files, message, context.who, context.source_time);
    RA_CO_TRY_ASSIGN(const git::Sha commit, std::move(committed));
    auto pushed = co_await push_fork(context, commit, context.tip);
    RA_CO_TRY(std::move(pushed));
    outputs["commit"] = commit;
    co_return outputs;
  }
};

}  // namespace

std::unique_ptr<Stage> make_version() { return std::make_unique<Version>(); }

}  // namespace ra::stage
