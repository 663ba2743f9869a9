#include "stage/stage.hpp"
#include "stage/workspace.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

using Commands = std::vector<model::StageCommand> model::StagesConfig::*;

// Validate and Test: commands that look at the fork and must leave it as it is.
class Checks final : public Stage {
 public:
  Checks(std::string_view name, std::string_view summary, Commands commands)
      : name_{name}, summary_{summary}, commands_{commands} {}

  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return summary_; }

  Facts inputs(const Context& context) const override {
    Facts facts{{"commit", context.tip}};
    for (const auto& command : context.config.stages.*commands_) facts["command:" + command.name] = command.run;
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    co_return answer(outputs.size() == (context.config.stages.*commands_).size());
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    const auto& commands = context.config.stages.*commands_;
    Facts outputs;
    if (commands.empty()) co_return outputs;
    Workspace workspace{context};
    auto ready = co_await workspace.at(context.tip);
    RA_CO_TRY(std::move(ready));
    const std::string stage{name_};
    auto ran = co_await workspace.run(stage, commands);
    RA_CO_TRY(std::move(ran));
    auto modified = co_await workspace.modified(context.tip);
    RA_CO_TRY_ASSIGN(const std::string files, std::move(modified));
    if (!files.empty()) {
      co_return error(Errc::failed_ci, fmt::format("the release fork was modified: {}", files),
                      "this stage only looks: what changes files belongs in the stage package");
    }
    for (const auto& command : commands) outputs["command:" + command.name] = "passed";
    co_return outputs;
  }

 private:
  std::string_view name_;
  std::string_view summary_;
  Commands commands_;
};

}  // namespace

std::unique_ptr<Stage> make_validate() {
  return std::make_unique<Checks>("validate", "runs the first checks; must not modify the fork",
                                  &model::StagesConfig::validate);
}

std::unique_ptr<Stage> make_test() {
  return std::make_unique<Checks>("test", "runs the tests; must not modify the fork", &model::StagesConfig::test);
}

}  // namespace ra::stage
