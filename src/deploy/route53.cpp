// The traffic of a name goes from blue to green, or back: by weights, or by what an alias stands for.
#include "aws/route53.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "deploy/dns_sides.hpp"
#include "deploy/target.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::deploy {

namespace {

DnsSides sides_of(const Access& access) {
  DnsSides sides{access.setting("record"), access.setting("type"),      access.setting("blue"),
                 access.setting("green"),  access.setting("blueAlias"), access.setting("greenAlias")};
  sides.weight = std::stoi(access.setting("weight"));
  return sides;
}

class Route53Target final : public Target {
 public:
  explicit Route53Target(const Access& access)
      : access_{access},
        sides_{sides_of(access)},
        account_{access_.client, access_.environment, access_.clock},
        route53_{account_, access_.environment, access_.setting("zone")} {}

  asio::awaitable<Result<State>> look() override {
    auto read = co_await route53_.records(sides_.record, sides_.type);
    RA_CO_TRY_ASSIGN(records_, std::move(read));
    co_return side_of(sides_, records_);
  }

  asio::awaitable<Result<State>> wanted(const State& now, std::optional<State> again) override {
    std::string to = access_.setting("to");
    // The same version once more stays where it is: it is not switched back.
    if (to == "other" && again) to = again->what;
    if (to == "other") {
      RA_CO_TRY_ASSIGN(to, other_side(now));
    }
    co_return side_state(sides_, to);
  }

  asio::awaitable<Result<std::string>> begin(const State& wanted) override {
    RA_CO_TRY_ASSIGN(auto changed, records_for(sides_, records_, wanted));
    const std::string comment = fmt::format("release-action: {} {}", access_.deployment.name, access_.version);
    auto sent = co_await route53_.upsert(std::move(changed), comment);
    RA_CO_TRY_ASSIGN(const aws::DnsChange change, std::move(sent));
    co_return change.id;
  }

  asio::awaitable<Result<>> follow(const State& wanted, std::string handle) override {
    if (handle.empty()) {  // the same again changes nothing, and has a number to ask for
      auto begun = co_await begin(wanted);
      RA_CO_TRY_ASSIGN(handle, std::move(begun));
    }
    const SteadyTime until = access_.clock.steady() + access_.deployment.timeout;
    for (;;) {
      auto asked = co_await route53_.change(handle);
      RA_CO_TRY_ASSIGN(const aws::DnsChange change, std::move(asked));
      if (change.in_sync) co_return Result<>{};
      if (access_.clock.steady() > until)
        co_return error(Errc::unavailable,
                        fmt::format("Route 53 has not brought the change {} to all its servers", change.id),
                        "run the same command again: it goes on where this one stopped");
      co_await access_.sleep(access_.deployment.poll);
    }
  }

  asio::awaitable<Result<>> bring_back(const State& before) override {
    auto begun = co_await begin(before);
    if (!begun) co_return begun.error();
    auto followed = co_await follow(before, *begun);
    co_return followed;
  }

  std::string intention() const override {
    return fmt::format("switches {} {} to {}", sides_.type, sides_.record, access_.setting("to"));
  }

 private:
  Access access_;
  DnsSides sides_;
  aws::Account account_;
  aws::Route53 route53_;
  std::vector<aws::Element> records_;
};

}  // namespace

Made route53_target(const Access& access) { return std::make_unique<Route53Target>(access); }

}  // namespace ra::deploy
