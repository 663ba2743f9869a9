#include "stage/stage.hpp"
#include "stage/workspace.hpp"

#include "base/try.hpp"
#include "stage/ci_says.hpp"
#include "stage/documents.hpp"
#include "stage/health.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

using Commands = std::vector<model::StageCommand> model::StagesConfig::*;

// Validate and Test: commands that look at the fork and must leave it as it is.
class Checks final : public Stage {
 public:
  Checks(std::string_view name, std::string_view summary, Commands commands, bool first)
      : name_{name}, summary_{summary}, commands_{commands}, first_{first} {}

  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return summary_; }

  Facts inputs(const Context& context) const override {
    Facts facts = health_inputs(context, name_);
    if (!facts.empty()) facts["plan"] = versioning::digest_of(context.plan);
    facts["commit"] = context.tip;
    for (const auto& command : context.config.stages.*commands_) {
      facts["command:" + command.name] =
          command.run.empty() ? fmt::format("statuses: {}", fmt::join(command.statuses, ", ")) : command.run;
    }
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    const auto passed = [&](const model::StageCommand& command) { return outputs.contains("command:" + command.name); };
    co_return answer(std::ranges::all_of(context.config.stages.*commands_, passed));
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    const auto& commands = context.config.stages.*commands_;
    const Health health{.stage = std::string{name_}, .commit = context.tip};
    auto checked = co_await check_health(context, health);
    RA_CO_TRY_ASSIGN(Facts outputs, std::move(checked));
    if (first_) {
      auto documents = co_await new_documents(context, context.tip);
      RA_CO_TRY(std::move(documents));
    }
    std::vector<Finding> findings;
    auto ran = co_await run_here(context);
    RA_CO_TRY(std::move(ran));
    for (const auto& command : commands) {
      outputs["command:" + command.name] = "passed";
      if (command.statuses.empty()) continue;
      auto asked = co_await ask_ci(context, command, context.tip);
      RA_CO_TRY_ASSIGN(CiSays says, std::move(asked));
      outputs.merge(says.facts);
      if (says.red) findings.push_back(*std::move(says.red));
    }
    RA_CO_TRY(healthy(context, std::move(findings)));
    co_return outputs;
  }

 private:
  // CI is at work meanwhile.
  asio::awaitable<Result<>> run_here(Context& context) const {
    std::vector<model::StageCommand> commands = context.config.stages.*commands_;
    std::erase_if(commands, [](const model::StageCommand& command) { return command.run.empty(); });
    if (commands.empty()) co_return Result<>{};
    Workspace workspace{context};
    auto ready = co_await workspace.at(context.tip);
    RA_CO_TRY(std::move(ready));
    const std::string stage{name_};
    auto ran = co_await workspace.run(stage, commands);
    RA_CO_TRY(std::move(ran));
    auto modified = co_await workspace.modified(context.tip);
    RA_CO_TRY_ASSIGN(const std::string files, std::move(modified));
    if (files.empty()) co_return Result<>{};
    co_return error(Errc::failed_ci, fmt::format("the release fork was modified: {}", files),
                    "this stage only looks: what changes files belongs in the stage package");
  }

  std::string_view name_;
  std::string_view summary_;
  Commands commands_;
  bool first_;  // nothing has been made yet: what is known to go wrong later is said now
};

}  // namespace

std::unique_ptr<Stage> make_validate() {
  return std::make_unique<Checks>("validate", "runs the first checks; must not modify the fork",
                                  &model::StagesConfig::validate, true);
}

std::unique_ptr<Stage> make_test() {
  return std::make_unique<Checks>("test", "runs the tests; must not modify the fork", &model::StagesConfig::test,
                                  false);
}

}  // namespace ra::stage
