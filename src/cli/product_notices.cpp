#include "cli/product.hpp"

#include "base/coroutine.hpp"
#include "cli/notices.hpp"

namespace asio = boost::asio;

namespace ra::cli {

namespace {

model::Moment moment_of(product::Kind kind) {
  switch (kind) {
    case product::Kind::publication: return model::Moment::published;
    case product::Kind::report: return model::Moment::validated;
    case product::Kind::certification: return model::Moment::certified;
    case product::Kind::revocation: return model::Moment::revoked;
    case product::Kind::deployment: break;
  }
  return model::Moment::deployed;
}

}  // namespace

notify::Event event_about(const Shell& shell, const product::Statement& statement) {
  notify::Event event;
  event.moment = moment_of(statement.kind);
  event.at = format_utc(statement.at);
  event.product = statement.name.product;
  event.version = statement.name.version;
  event.stage = statement.kind == product::Kind::deployment ? "deploy" : "product";
  event.digest = statement.product;
  event.by = statement.by;
  event.environment = statement.environment;
  event.message = shell.output.redact()(statement.reason);
  if (statement.override_policy) event.message = "against the policy: " + event.message;
  const bool judges = statement.kind == product::Kind::report || statement.kind == product::Kind::deployment;
  event.ok = !judges || statement.ok;
  return event;
}

asio::awaitable<void> tell_of_product(Shell& shell, const ProductWork& work, notify::Event event) {
  if (work.told.empty()) co_return;
  const auto executor = co_await asio::this_coro::executor;
  Notices notices{shell, work.told, work.clock, executor};
  if (event.link.empty()) event.link = notices.link();
  notices.tell(event);
  co_await notices.flush();
}

void tell_of_product_now(Shell& shell, const ProductWork& work, const notify::Event& event) {
  run_coroutine(work.registries->io(), tell_of_product(shell, work, event));
}

}  // namespace ra::cli
