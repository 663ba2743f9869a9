#include "stage/stage.hpp"

#include "base/try.hpp"
#include "stage/fork.hpp"

#include <optional>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

// The release fork: a branch at the commit that is delivered, on which the later stages build.
class Activate final : public Stage {
 public:
  std::string_view name() const override { return "activate"; }
  std::string_view summary() const override {
    return "makes the release fork, a branch at the commit that is released";
  }

  Facts inputs(const Context& context) const override {
    return {{"commit", context.source}, {"branch", context.branch}, {"plan", versioning::digest_of(context.plan)}};
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    const git::Sha commit = outputs.at("commit");
    auto held = co_await fork_holds(context, commit);
    co_return held;
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    const git::Sha none;
    auto pushed = co_await push_fork(context, context.source, none);
    if (!pushed && pushed.error().code == Errc::conflict) {
      auto moved = co_await move_on(context, pushed.error());
      RA_CO_TRY(std::move(moved));
      pushed = Result<>{};
    }
    RA_CO_TRY(std::move(pushed));
    co_return Facts{{"commit", context.source}, {"fork", context.fork}};
  }

 private:
  // A check was red, and a commit on the branch has mended it: a fork that holds nothing of its own follows.
  static asio::awaitable<Result<>> move_on(Context& context, Error conflict) {
    const std::string ref = "refs/heads/" + context.fork;
    auto fetched = co_await context.fork_home.fetch(ref);
    RA_CO_TRY_ASSIGN(const std::optional<git::Sha> tip, std::move(fetched));
    if (!tip) co_return conflict;
    auto held = co_await is_ancestor(context, *tip, context.source);
    RA_CO_TRY_ASSIGN(const Answer before, std::move(held));
    if (before == Answer::no) co_return conflict;
    auto pushed = co_await push_fork(context, context.source, *tip);
    co_return pushed;
  }
};

}  // namespace

std::unique_ptr<Stage> make_activate() { return std::make_unique<Activate>(); }

}  // namespace ra::stage
