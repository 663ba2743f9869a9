#include "stage/stage.hpp"

#include "base/try.hpp"

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
    RA_CO_TRY(std::move(pushed));
    co_return Facts{{"commit", context.source}, {"fork", context.fork}};
  }
};

}  // namespace

std::unique_ptr<Stage> make_activate() { return std::make_unique<Activate>(); }

}  // namespace ra::stage
