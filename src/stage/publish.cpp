#include "stage/stage.hpp"
#include "stage/workspace.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

// Sends what was packaged to each destination. Whether it is there says the destination itself, never a tag: one that
// has it is left alone, one that failed is tried again by the next run.
class Publish final : public Stage {
 public:
  std::string_view name() const override { return "publish"; }
  std::string_view summary() const override { return "publishes to each destination, and asks it whether it is there"; }

  Facts inputs(const Context& context) const override {
    Facts facts{{"commit", context.tip}, {"version", context.version}};
    for (const auto& d : context.config.stages.publish) facts["destination:" + d.name] = d.run;
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    if (context.dry_run) co_return Answer::yes;
    Workspace workspace{context};
    auto ready = co_await workspace.at(context.tip);
    RA_CO_TRY(std::move(ready));
    for (const auto& d : context.config.stages.publish) {
      if (!outputs.contains("destination:" + d.name)) co_return Answer::no;
      auto there = co_await is_present(workspace, d);
      RA_CO_TRY_ASSIGN(const Answer present, std::move(there));
      if (present == Answer::no) co_return Answer::no;
    }
    co_return Answer::yes;
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    Workspace workspace{context};
    auto ready = co_await workspace.at(context.tip);
    RA_CO_TRY(std::move(ready));
    Facts outputs;
    std::vector<Error> errors;
    for (const auto& d : context.config.stages.publish) {
      auto state = co_await publish_to(context, workspace, d);
      if (state) {
        outputs["destination:" + d.name] = *state;
      } else {
        context.log.warning("{}: {}", d.name, state.error().message);
        errors.push_back(with_context(state.error(), d.name));
      }
    }
    if (errors.empty()) co_return outputs;
    if (errors.size() > 1) errors.front().message += fmt::format(" (and {} more)", errors.size() - 1);
    co_return errors.front();
  }

 private:
  static asio::awaitable<Result<Answer>> is_present(Workspace& workspace, const model::StageDestination& d) {
    const model::StageCommand command{d.name + "-present", d.present, d.timeout};
    auto code = co_await workspace.exit_code("publish", command);
    RA_CO_TRY_ASSIGN(const int exit, std::move(code));
    co_return answer(exit == 0);
  }

  static asio::awaitable<Result<std::string>> publish_to(Context& context, Workspace& workspace,
                                                         const model::StageDestination& d) {
    auto before = co_await is_present(workspace, d);
    RA_CO_TRY_ASSIGN(const Answer present, std::move(before));
    if (present == Answer::yes) co_return std::string{"present"};
    if (context.dry_run) co_return std::string{"would be published"};
    const std::vector<model::StageCommand> commands{{d.name, d.run, d.timeout}};
    auto ran = co_await workspace.run("publish", commands);
    RA_CO_TRY(std::move(ran));
    auto after = co_await is_present(workspace, d);
    RA_CO_TRY_ASSIGN(const Answer arrived, std::move(after));
    if (arrived == Answer::no) {
      co_return error(Errc::internal, "it said that it published, and the destination does not have it",
                      "run it again in a while: some registries take minutes to show a new version");
    }
    co_return std::string{"published"};
  }
};

}  // namespace

std::unique_ptr<Stage> make_publish() { return std::make_unique<Publish>(); }

}  // namespace ra::stage
