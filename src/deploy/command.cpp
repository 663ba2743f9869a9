// Whatever a shell can do: RA_VERSION is what is wanted, RA_PREVIOUS what was there.
#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/program.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

class CommandTarget final : public Target {
 public:
  explicit CommandTarget(const Access& access) : access_{access} {}

  asio::awaitable<Result<State>> look() override {
    State state;
    if (access_.setting("look").empty()) co_return state;
    Words words = shell("look", access_.version, "");
    auto asked = co_await ask_program(access_, std::move(words));
    RA_CO_TRY_ASSIGN(const std::string said, std::move(asked));
    state.what = one_line(trim(said), 200);
    co_return state;
  }

  asio::awaitable<Result<State>> wanted(const State& now, std::optional<State> /*again*/) override {
    before_ = now.what;
    co_return State{access_.version, {}};
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    Words words = shell("run", wanted.what, before_);
    auto ran = co_await run_program(access_, std::move(words));
    RA_CO_TRY(std::move(ran));
    co_return std::string{};
  }

  asio::awaitable<Result<>> bring_back(const State& before) override {
    const bool own = !access_.setting("return").empty();
    Words words = shell(own ? "return" : "run", own ? access_.version : before.what, before.what);
    auto ran = co_await run_program(access_, std::move(words));
    co_return ran;
  }

  std::string intention() const override { return "runs " + one_line(access_.setting("run"), 100); }

 private:
  Words shell(const std::string& key, const std::string& version, const std::string& previous) const {
    return {{"/bin/sh", "-eu", "-c", access_.setting(key)},
            {{"RA_VERSION", version},
             {"RA_PREVIOUS", previous},
             {"RA_ENVIRONMENT", access_.deployment.environment},
             {"RA_TARGET", access_.deployment.name}}};
  }

  Access access_;
  std::string before_;
};

}  // namespace

Made command_target(const Access& access) { return std::make_unique<CommandTarget>(access); }

}  // namespace ra::deploy
