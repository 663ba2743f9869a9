// A workload of Kubernetes gets another image: kubernetes.io/docs/reference/kubectl/generated
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/program.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

constexpr const char* revision_note = "deployment.kubernetes.io/revision";

class KubernetesTarget final : public Target {
 public:
  explicit KubernetesTarget(const Access& access)
      : access_{access}, workload_{access.setting("workload")}, container_{access.setting("container")} {}

  asio::awaitable<Result<State>> look() override {
    Words words = kubectl({"get", workload_, "-o", "json"});
    auto asked = co_await ask_program(access_, std::move(words));
    RA_CO_TRY_ASSIGN(const std::string text, std::move(asked));
    RA_CO_TRY_ASSIGN(const json::Value value, json::parse_answer(text, "kubectl"));
    const auto& containers = value["spec"]["template"]["spec"]["containers"].items();
    const json::Value* found = nullptr;
    for (const auto& one : containers) {
      if (container_.empty() || one["name"].as_string() == container_) found = &one;
    }
    if (found == nullptr)
      co_return error(Errc::config, fmt::format("{} has no container `{}`", workload_, one_line(container_, 60)));
    if (container_.empty() && containers.size() > 1)
      co_return error(Errc::config, fmt::format("{} has {} containers", workload_, containers.size()),
                      "say which is meant: `container`");
    container_ = (*found)["name"].as_string();
    State state;
    state.what = (*found)["image"].as_string();
    state.more["revision"] = value["metadata"]["annotations"][revision_note].as_string();
    co_return state;
  }

  asio::awaitable<Result<State>> wanted(const State& /*now*/, std::optional<State> /*again*/) override {
    co_return State{access_.setting("image"), {}};
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    Words words = kubectl({"set", "image", workload_, container_ + "=" + wanted.what});
    auto ran = co_await run_program(access_, std::move(words));
    RA_CO_TRY(std::move(ran));
    co_return std::string{};
  }

  asio::awaitable<Result<>> follow(const State& /*wanted*/, std::string /*handle*/) override {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(access_.deployment.timeout).count();
    Words words = kubectl({"rollout", "status", workload_, fmt::format("--timeout={}s", seconds)});
    auto ran = co_await run_program(access_, std::move(words));
    co_return ran;
  }

  asio::awaitable<Result<>> bring_back(const State& before) override {
    Words words = kubectl({"rollout", "undo", workload_});
    const auto revision = before.more.find("revision");
    const bool known = revision != before.more.end() && !revision->second.empty();
    if (known) words.arguments.push_back("--to-revision=" + revision->second);
    auto ran = co_await run_program(access_, std::move(words));
    RA_CO_TRY(std::move(ran));
    std::string none;
    auto followed = co_await follow(before, std::move(none));
    co_return followed;
  }

  asio::awaitable<Result<std::string>> preview(const State& wanted) override {
    Words words = kubectl({"set", "image", workload_, container_ + "=" + wanted.what, "--dry-run=server"});
    auto asked = co_await ask_program(access_, std::move(words));
    co_return asked;
  }

  std::string intention() const override {
    return fmt::format("sets the image of {} to {}", workload_, access_.setting("image"));
  }

 private:
  Words kubectl(std::vector<std::string> words) const {
    Words all{{"kubectl"}, {}, {}};
    for (const char* key : {"context", "namespace"}) {
      const std::string value = access_.setting(key);
      if (!value.empty()) all.arguments.push_back(fmt::format("--{}={}", key, value));
    }
    all.arguments.insert(all.arguments.end(), words.begin(), words.end());
    return all;
  }

  Access access_;
  std::string workload_;
  std::string container_;
};

}  // namespace

Made kubernetes_target(const Access& access) { return std::make_unique<KubernetesTarget>(access); }

}  // namespace ra::deploy
