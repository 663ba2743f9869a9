// A stack of Pulumi: `preview` in a dry run, `up` otherwise. www.pulumi.com/docs/iac/cli/commands
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/program.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

class PulumiTarget final : public Target {
 public:
  explicit PulumiTarget(const Access& access) : access_{access} {}

  asio::awaitable<Result<State>> look() override {
    State state;
    const std::string output = access_.setting("output");
    if (output.empty()) co_return state;
    auto told = co_await outputs();
    RA_CO_TRY_ASSIGN(const auto all, std::move(told));
    const auto found = all.find(output);
    if (found != all.end()) state.what = found->second;
    co_return state;
  }

  asio::awaitable<Result<State>> wanted(const State& /*now*/, std::optional<State> /*again*/) override {
    co_return State{access_.version, access_.deployment.values};
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    auto ran = co_await up(wanted.what, wanted.more);
    RA_CO_TRY(std::move(ran));
    co_return std::string{};
  }

  // Of what was there only its version is known, which stands in today's values where this one stands.
  asio::awaitable<Result<>> bring_back(const State& before) override {
    std::map<std::string, std::string> values = before.more;
    if (values.empty()) {
      RA_CO_TRY_ASSIGN(const model::Deployment then, access_.at_version(before.what));
      values = then.values;
    }
    auto ran = co_await up(before.what, values);
    co_return ran;
  }

  asio::awaitable<Result<std::string>> preview(const State& wanted) override {
    Words words = pulumi("preview", wanted.more);
    words.arguments.insert(words.arguments.end(), {"--non-interactive", "--color", "never"});
    auto asked = co_await ask_program(access_, std::move(words));
    co_return asked;
  }

  // What is secret is not among them: Pulumi shows "[secret]".
  asio::awaitable<Result<std::map<std::string, std::string>>> outputs() override {
    Words words = pulumi("stack", {});
    words.arguments.insert(words.arguments.begin() + 2, "output");
    words.arguments.emplace_back("--json");
    auto asked = co_await ask_program(access_, std::move(words));
    RA_CO_TRY_ASSIGN(const std::string text, std::move(asked));
    const auto value = json::parse(text);
    if (!value || !value->is_object()) co_return error(Errc::internal, "pulumi's outputs are no JSON object");
    std::map<std::string, std::string> all;
    for (const auto& member : value->members())
      all[member.key] = member.value.is_string() ? member.value.as_string() : json::dump(member.value);
    co_return all;
  }

  std::string intention() const override { return "pulumi up of the stack " + access_.setting("stack"); }

 private:
  Words pulumi(const std::string& command, const std::map<std::string, std::string>& values) const {
    Words words{{"pulumi", command, "--stack", access_.setting("stack")}, {}, access_.setting("folder")};
    for (const auto& [key, text] : values) {
      words.arguments.emplace_back("--config");
      words.arguments.push_back(key + "=" + text);
    }
    words.environment["PULUMI_SKIP_UPDATE_CHECK"] = "true";
    return words;
  }

  asio::awaitable<Result<>> up(std::string version, std::map<std::string, std::string> values) {
    Words words = pulumi("up", values);
    words.arguments.insert(words.arguments.end(), {"--yes", "--non-interactive", "--skip-preview", "--color", "never",
                                                   "--message", "release-action " + version});
    auto ran = co_await run_program(access_, std::move(words));
    // Pulumi's own lock of the stack.
    if (!ran && ran.error().message.find("another update is currently in progress") != std::string::npos)
      co_return error(Errc::conflict, ran.error().message, "wait for it; `pulumi cancel` when nobody is at work there");
    co_return ran;
  }

  Access access_;
};

}  // namespace

Made pulumi_target(const Access& access) { return std::make_unique<PulumiTarget>(access); }

}  // namespace ra::deploy
