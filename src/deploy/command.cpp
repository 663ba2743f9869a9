// Whatever a shell can do: RA_VERSION is what is wanted, RA_PREVIOUS what was there. The variables of a product are
// those of the version that is brought, on the way back too.
#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/program.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

constexpr const char* digest_key = "product";

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
    before_ = now;
    State state{access_.version, {}};
    if (!access_.freight.digest.empty()) state.more[digest_key] = access_.freight.digest;
    co_return state;
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    // What it takes to go back is here before anything is changed.
    auto fetched = co_await freight_of(before_);
    RA_CO_TRY(std::move(fetched));
    Words words = shell("run", wanted.what, before_.what);
    words.environment.insert(access_.freight.variables.begin(), access_.freight.variables.end());
    auto ran = co_await run_program(access_, std::move(words));
    RA_CO_TRY(std::move(ran));
    co_return std::string{};
  }

  asio::awaitable<Result<>> bring_back(const State& before) override {
    auto fetched = co_await freight_of(before);
    RA_CO_TRY_ASSIGN(const Freight freight, std::move(fetched));
    const bool own = !access_.setting("return").empty();
    Words words = shell(own ? "return" : "run", own ? access_.version : before.what, before.what);
    words.environment.insert(freight.variables.begin(), freight.variables.end());
    auto ran = co_await run_program(access_, std::move(words));
    co_return ran;
  }

  std::string intention() const override { return "runs " + one_line(access_.setting("run"), 100); }

 private:
  asio::awaitable<Result<Freight>> freight_of(const State& state) const {
    if (!access_.freight_of || !state.known()) co_return Freight{};
    std::string version = state.what;
    const auto recorded = state.more.find(digest_key);
    std::string digest = recorded == state.more.end() ? "" : recorded->second;
    auto freight = co_await access_.freight_of(std::move(version), std::move(digest));
    co_return freight;
  }

  Words shell(const std::string& key, const std::string& version, const std::string& previous) const {
    return {{"/bin/sh", "-eu", "-c", access_.setting(key)},
            {{"RA_VERSION", version},
             {"RA_PREVIOUS", previous},
             {"RA_ENVIRONMENT", access_.deployment.environment},
             {"RA_TARGET", access_.deployment.name}}};
  }

  Access access_;
  State before_;
};

}  // namespace

Made command_target(const Access& access) { return std::make_unique<CommandTarget>(access); }

}  // namespace ra::deploy
