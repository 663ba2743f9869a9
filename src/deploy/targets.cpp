#include "deploy/target.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

struct TargetKind {
  std::string_view name;
  Made (*make)(const Access&);
};

constexpr TargetKind target_kinds[] = {
    {"apprunner", apprunner_target},   {"route53", route53_target}, {"pulumi", pulumi_target},
    {"kubernetes", kubernetes_target}, {"command", command_target},
};

}  // namespace

asio::awaitable<Result<>> Target::settle() { co_return Result<>{}; }

bool Target::begun(const State& /*found*/, const State& now, const State& wanted) const {
  return now.known() && now.what == wanted.what;
}

asio::awaitable<Result<>> Target::follow(const State& /*wanted*/, std::string /*handle*/) { co_return Result<>{}; }

asio::awaitable<Result<std::string>> Target::preview(const State& /*wanted*/) { co_return std::string{}; }

asio::awaitable<Result<std::map<std::string, std::string>>> Target::outputs() {
  co_return std::map<std::string, std::string>{};
}

std::string Access::setting(const std::string& key) const {
  const auto found = deployment.settings.find(key);
  return found == deployment.settings.end() ? std::string{} : found->second;
}

Made make_target(const Access& access) {
  const auto* const found = std::ranges::find(target_kinds, access.deployment.kind, &TargetKind::name);
  if (found != std::end(target_kinds)) return found->make(access);
  return error(Errc::config, fmt::format("there is no kind of deployment `{}`", one_line(access.deployment.kind, 40)));
}

}  // namespace ra::deploy
