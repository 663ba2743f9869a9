#include "cli/product.hpp"
#include "cli/until_signal.hpp"

#include "base/file_lock.hpp"
#include "base/scratch_folder.hpp"
#include "base/sha256.hpp"
#include "base/tasks.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/wakeup.hpp"
#include "http/server.hpp"
#include "product/saying.hpp"
#include "product/validate.hpp"
#include "product/wake.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::size_t most_notification = std::size_t{1} << 20U;  // a registry tells of many things at a time

// One CI at its work.
class Validating {
 public:
  Validating(Shell& shell, const ProductOptions& options, ProductWork& work, product::Speaker speaker)
      : shell_{shell},
        options_{options},
        work_{work},
        speaker_{std::move(speaker)},
        wakeup_{work.registries->io().get_executor()} {}

  // All that is there to be judged now, or what was named. Says how it went.
  asio::awaitable<Result<int>> once() {
    RA_CO_TRY_ASSIGN(const auto lock, FileLock::try_take(work_.folder / "validating"));
    if (!lock)
      co_return error(Errc::conflict, "another `product validate` or `watch` is at work in this folder",
                      "wait until it has ended, or take another folder with -C");
    if (!options_.dry_run) {
      const auto finished =
          co_await product::finish_saying(work_.reading(shell_), product::Kind::report, speaker_.name);
      if (!finished) co_return finished.error();
    }
    auto wanted = co_await find_wanted();
    if (!wanted) co_return wanted.error();
    std::vector<model::Artifact> artifacts;
    std::size_t bad = 0;
    for (const auto& name : *wanted) {
      auto artifact = co_await judge(name);
      if (!artifact) co_return artifact.error();
      if (artifact->state == model::Artifact::State::conflict) ++bad;
      artifacts.push_back(*std::move(artifact));
    }
    if (!artifacts.empty() || !quiet_) show(artifacts);
    if (bad == 0) co_return 0;
    co_return error(Errc::failed_ci, fmt::format("{} of {} products are not OK", bad, artifacts.size()),
                    "their reports have the output of the command");
  }

  // Until a signal ends it, and sooner whenever `listener` hears that there is something new. What fails is told, and
  // tried again the next time.
  asio::awaitable<Result<int>> for_ever(std::optional<http::Listener> listener, Secret secret) {
    quiet_ = true;
    Tasks tasks{work_.registries->io().get_executor()};
    if (listener) hear(*std::move(listener), std::move(secret), tasks);
    const Duration every = work_.config.products.every;
    shell_.log.info("{}: looked at every {}, until a signal comes", work_.catalog->text(), format_duration(every));
    for (;;) {
      if (const auto trusted = look_who_is_trusted(); !trusted) {
        shell_.log.warning("{}", trusted.error().message);  // somebody may be at work on the file
        co_await wakeup_.wait(every, product::between_looks);
        continue;
      }
      const auto done = co_await once();
      if (!done && (done.error().code == Errc::unauthorized || done.error().code == Errc::config))
        co_return done.error();
      if (!done) shell_.log.warning("{}", done.error().message);
      co_await wakeup_.wait(every, product::between_looks);
    }
  }

 private:
  Result<> look_who_is_trusted() {
    RA_TRY(read_trust_again(shell_, work_));
    return product::may_speak(speaker_, product::Kind::report, work_.trust);
  }

  void hear(http::Listener listener, Secret secret, Tasks& tasks) {
    const http::Answering answering = [this, secret](http::Incoming request) -> asio::awaitable<http::Reply> {
      http::Reply reply = product::wake(request, secret, wakeup_);
      co_return reply;
    };
    http::ServerOptions options;
    options.limits.body = most_notification;
    options.connections = 20;
    server_.emplace(work_.registries->io().get_executor(), std::move(listener), answering, options, work_.clock,
                    shell_.log);
    shell_.log.info("POST {}/wake makes it look at once{}", server_->url(), secret.empty() ? "" : ", by the secret");
    tasks.start(server_->run());
  }

  void show(const std::vector<model::Artifact>& artifacts) const {
    if (artifacts.empty() && !shell_.globals.json) {
      shell_.output.result("nothing to validate\n");
      return;
    }
    shell_.output.result(shell_.globals.json ? json::dump_pretty(model::to_json(artifacts))
                                             : model::artifacts_text(artifacts));
  }

  // Names are of digests: what stands behind a tag may change between two looks.
  asio::awaitable<Result<std::vector<std::string>>> find_wanted() {
    if (!options_.words.empty()) co_return options_.words;
    auto entries = co_await product::read_all(work_.reading(shell_));
    if (!entries) co_return entries.error();
    const product::Party* self = work_.trust.named(speaker_.name);
    const auto turn = product::turn_of(*self, *entries, work_.trust);
    for (const auto& [product, others] : turn.later) {
      if (!quiet_) shell_.log.info("{} waits for {}", product.name.text(), fmt::join(others, ", "));
    }
    std::vector<std::string> wanted;
    for (const auto& product : turn.now) wanted.push_back(product.digest);
    co_return wanted;
  }

  product::Check check_of() const {
    const model::ProductsConfig& products = work_.config.products;
    product::Check check;
    check.run = products.validate;
    check.directory = fs::absolute(shell_.globals.directory).string();
    check.timeout = products.validate_timeout;
    check.results = products.results;
    // What it is to find out needs no key of ours.
    for (const auto& variable :
         {products.key_variable, products.passphrase_variable, products.password_variable, products.wake_variable,
          products.site.token_variable, std::string{"REGISTRY_PASSWORD"}}) {
      if (!variable.empty()) check.environment[variable] = "";
    }
    const Redactor redact = shell_.output.redact();
    check.redact = [redact](std::string line) { return redact(std::move(line)); };
    return check;
  }

  asio::awaitable<Result<model::Artifact>> judge(std::string wanted) {
    auto whole = co_await product::read_one(work_.reading(shell_), wanted);
    if (!whole) co_return whole.error();
    const std::string name = whole->product.name.text();
    const product::State state = product::state_of(whole->entry, work_.trust);
    const auto others = product::waits_for(*work_.trust.named(speaker_.name), state, work_.trust);
    if (!state.published)
      co_return error(Errc::failed_ci, fmt::format("{} is not to be trusted: {}", name, state.not_published));
    if (!others.empty())
      co_return error(Errc::failed_ci, fmt::format("{} waits for {}", name, fmt::join(others, ", ")),
                      "they must find it OK before this CI takes it");
    const std::string digits = whole->manifest.digest.substr(whole->manifest.digest.find(':') + 1, 24);
    // The files stay, so that a run after a crash need not fetch them again; what the command makes does not.
    const fs::path kept = work_.folder / "files" / digits;
    const auto pulled = co_await product::pull(*work_.catalog, whole->product, kept);
    if (!pulled) co_return pulled.error();
    RA_CO_TRY_ASSIGN(const ScratchFolder scratch, ScratchFolder::create(work_.folder / "running" / digits));
    shell_.log.info("{}: validating", name);
    const product::Check check = check_of();
    const auto checked = co_await product::run_check(check, *whole, kept, scratch.path());
    if (!checked) co_return checked.error();
    shell_.log.info("{}: {}", name, checked->ok ? "OK" : "not OK, " + checked->why);
    auto artifact = co_await report(*whole, *checked);
    co_return artifact;
  }

  asio::awaitable<Result<model::Artifact>> report(product::Whole whole, product::Checked checked) {
    model::Artifact artifact;
    artifact.name = whole.product.name.text();
    artifact.kind = "report";
    artifact.destination = work_.catalog->text();
    artifact.note = checked.ok ? "OK" : "not OK: " + checked.why;
    artifact.state = checked.ok ? model::Artifact::State::skipped : model::Artifact::State::conflict;
    if (options_.dry_run) {
      artifact.note += "; dry run: it would be reported";
      co_return artifact;
    }
    product::Statement statement;
    statement.kind = product::Kind::report;
    statement.product = whole.manifest.digest;
    statement.name = whole.product.name;
    statement.by = speaker_.name;
    statement.at = product::after_all(whole.entry, work_.clock.wall());
    statement.ok = checked.ok;
    statement.reason = checked.why;
    const auto said =
        co_await product::say(work_.reading(shell_), statement, whole.manifest, speaker_, checked.attached);
    if (!said) co_return said.error();
    notify::Event event = event_about(shell_, statement);
    const auto log = sha256_of_file(checked.attached.front().file);
    if (log) event.link = work_.catalog->link("sha256:" + *log);
    co_await tell_of_product(shell_, work_, std::move(event));
    artifact.sha256 = said->substr(said->find(':') + 1);
    artifact.url = work_.catalog->link(*said);
    if (checked.ok) artifact.state = model::Artifact::State::uploaded;
    co_return artifact;
  }

  Shell& shell_;
  const ProductOptions& options_;
  ProductWork& work_;
  product::Speaker speaker_;
  Wakeup wakeup_;
  std::optional<http::Server> server_;
  bool quiet_ = false;
};

Result<std::optional<http::Listener>> wake_listener(const ProductWork& work, const ProductOptions& options) {
  const std::string& wanted = options.listen.empty() ? work.config.products.wake_listen : options.listen;
  std::optional<http::Listener> listener;
  if (wanted.empty()) return listener;
  RA_TRY_ASSIGN(const http::Endpoint at, http::parse_endpoint(wanted));
  if (!at.address.is_loopback() && work.config.products.wake_variable.empty())
    return error(Errc::config, fmt::format("whoever reaches {} could wake it", at.text()),
                 "name the variable of a secret: `products.wake.secretEnv`");
  RA_TRY_ASSIGN(listener, http::Listener::open(work.registries->io().get_executor(), at));
  return listener;
}

Result<int> validate_or_watch(Shell& shell, const ProductOptions& options, bool watch) {
  if (shell.globals.plan) {
    RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
    shell.output.result(fmt::format("{} of {}\n", options.action, catalog_of(shell, options, config)));
    return 0;
  }
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(auto speaker, speaker_of(shell, options, *work, product::Kind::report));
  if (work->config.products.validate.empty())
    return error(Errc::config, "nothing says how a product is validated", "set `products.validate.run` to a command");
  Validating validating{shell, options, *work, std::move(speaker)};
  if (!watch) return until_signal(work->registries->io(), validating.once());
  RA_TRY_ASSIGN(auto listener, wake_listener(*work, options));
  Secret secret;
  if (listener) {
    RA_TRY_ASSIGN(secret, wake_secret(shell, *work));
  }
  return until_signal(work->registries->io(), validating.for_ever(std::move(listener), std::move(secret)));
}

}  // namespace

Result<int> validate_products(Shell& shell, const ProductOptions& options) {
  return validate_or_watch(shell, options, false);
}

Result<int> watch_products(Shell& shell, const ProductOptions& options) {
  return validate_or_watch(shell, options, true);
}

}  // namespace ra::cli
