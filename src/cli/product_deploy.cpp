// A product that is ready is brought to environments, and what came of it is said in the catalogue.
#include "cli/deploy_run.hpp"
#include "cli/product.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"
#include "product/deployment.hpp"
#include "product/saying.hpp"
#include "product/validate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using Outcomes = std::vector<deploy::Outcome>;

constexpr std::uint64_t most_description = std::uint64_t{4} << 20U;

Result<model::Version> version_of(const product::Name& name) {
  const auto version = model::Version::parse(name.version);
  if (version) return *version;
  return error(Errc::config, fmt::format("{} has no version that can be deployed: `{}`", name.product, name.version),
               "such as 3.1.0 or 3.1.0-alpha.1");
}

fs::path folder_of(const ProductWork& work, const product::Whole& whole) {
  return work.folder / "files" / whole.manifest.digest.substr(whole.manifest.digest.find(':') + 1, 24);
}

asio::awaitable<Result<deploy::Freight>> fetch_freight(const Shell& shell, const ProductWork& work,
                                                       const product::Whole& whole) {
  const fs::path folder = folder_of(work, whole);
  shell.log.debug("{} → {}", whole.product.name.text(), folder.string());
  auto pulled = co_await product::pull(*work.catalog, whole.product, folder);
  RA_CO_TRY(std::move(pulled));
  deploy::Freight freight{whole.manifest.digest, product::variables_of(whole, folder)};
  // What brings it needs no key of ours.
  for (const auto& variable : {work.config.products.key_variable, work.config.products.passphrase_variable}) {
    if (!variable.empty()) freight.variables[variable] = "";
  }
  co_return freight;
}

// A version that was there before, and is to be there again. One that did not come out of the catalogue has nothing
// with it.
asio::awaitable<Result<deploy::Freight>> fetch_previous(const Shell& shell, const ProductWork& work,
                                                        std::string product, std::string version, std::string digest) {
  const auto name = product::make_name(product, version);
  if (!name && digest.empty()) co_return deploy::Freight{};
  std::string wanted = digest.empty() ? name->text() : digest;
  auto read = co_await product::read_one(work.reading(shell), std::move(wanted));
  const bool unknown = !read && read.error().code == Errc::not_found;
  if (!read && !unknown) co_return read.error();
  if (unknown || !product::state_of(read->entry, work.trust).published) {
    shell.log.warning("{} {}, which is there now, is not in the catalogue: the way back has no files of it", product,
                      one_line(version, 60));
    co_return deploy::Freight{};
  }
  auto fetched = co_await fetch_freight(shell, work, *read);
  co_return fetched;
}

// What a description in JSON says of images: {"images": {"api": "registry.example/acme/api@sha256:…"}}, by the names of
// deployments. Only with their digests: what was signed is what is brought. Other descriptions are for those who
// deploy.
Result<std::map<std::string, std::string>> images_in(const product::Whole& whole, const fs::path& folder) {
  std::map<std::string, std::string> images;
  const std::string& name = whole.product.description.name;
  if (!name.ends_with(".json")) return images;
  RA_TRY_ASSIGN(const std::string text, read_file(folder / name, most_description));
  const auto value = json::parse(text);
  if (!value)
    return error(Errc::config,
                 fmt::format("{} is not JSON: {} (byte {})", name, value.error().message, value.error().offset));
  for (const auto& member : (*value)["images"].members()) {
    const auto reference = oci::parse_reference(member.value.as_string());
    if (!reference || reference->digest.empty())
      return error(Errc::config, fmt::format("{}: the image of {} has no digest", name, one_line(member.key, 60)),
                   "such as registry.example/acme/api@sha256:…");
    images[member.key] = member.value.as_string();
  }
  return images;
}

// What has come of one environment.
struct Ended {
  std::string environment;
  bool decided = true;  // it is known what came of it
  bool acted = false;   // something was brought
  std::string why;      // it did not go well
  std::string changes;
  std::string returned_to;
  std::string url;

  void take(const deploy::Outcome& outcome) {
    using State = deploy::Outcome::State;
    const bool failed = outcome.error && outcome.error->code == Errc::failed_ci;
    if ((outcome.error && !failed) || outcome.state == State::not_started) decided = false;
    acted = acted || outcome.state != State::present;
    if (outcome.error && why.empty()) why = fmt::format("{}: {}", outcome.name, outcome.note);
    if (outcome.state == State::returned) returned_to = outcome.after;
    const std::string change = fmt::format("{}: {}", outcome.name, deploy::change_text(outcome));
    changes += (changes.empty() ? "" : ", ") + change;
    if (url.empty()) url = outcome.url;
  }
};

std::vector<Ended> by_environment(const Outcomes& outcomes) {
  std::vector<Ended> all;
  for (const auto& outcome : outcomes) {
    auto found = std::ranges::find(all, outcome.environment, &Ended::environment);
    if (found == all.end()) {
      Ended ended;
      ended.environment = outcome.environment;
      found = all.insert(all.end(), std::move(ended));
    }
    found->take(outcome);
  }
  return all;
}

// Says in the catalogue what came of a deployment: once, whoever was killed before.
class Saying {
 public:
  Saying(Shell& shell, const ProductWork& work, const product::Whole& whole, product::Speaker speaker)
      : shell_{shell}, work_{work}, whole_{whole}, speaker_{std::move(speaker)} {}

  asio::awaitable<Result<std::vector<notify::Event>>> say(const Outcomes& outcomes) const {
    std::vector<notify::Event> events;
    RA_CO_TRY(co_await product::finish_saying(work_.reading(shell_), product::Kind::deployment, speaker_.name));
    auto read = co_await product::read_all(work_.reading(shell_));
    RA_CO_TRY_ASSIGN(const auto entries, std::move(read));
    for (const auto& ended : by_environment(outcomes)) {
      if (!ended.decided || (!ended.acted && ended.why.empty() && is_said(entries, ended.environment))) continue;
      const product::Statement statement = statement_of(ended, entries);
      const std::vector<product::Attachment> no_files;
      const auto said = co_await product::say(work_.reading(shell_), statement, whole_.manifest, speaker_, no_files);
      if (!said)
        co_return error(said.error().code, "what came of the deployment was not said: " + said.error().message,
                        "run the same command again: it says it then");
      shell_.log.info("{}: the catalogue has it that {} is {}deployed to {}", work_.catalog->text(),
                      whole_.product.name.text(), statement.ok ? "" : "not ", ended.environment);
      notify::Event event = event_about(shell_, statement);
      if (statement.ok) event.message = ended.changes;
      event.returned_to = ended.returned_to;
      event.link = ended.url;
      events.push_back(std::move(event));
    }
    co_return events;
  }

 private:
  // The newest word of it is that it is there, and that it is well.
  bool is_said(const std::vector<product::Entry>& entries, const std::string& environment) const {
    const auto places = product::places_of(entries);
    for (const auto& entry : entries) {
      if (entry.product.digest != whole_.manifest.digest) continue;
      for (const auto& one : product::deployments_of(entry, places)) {
        if (one.environment == environment) return one.there;
      }
    }
    return false;
  }

  product::Statement statement_of(const Ended& ended, const std::vector<product::Entry>& entries) const {
    product::Statement statement;
    statement.kind = product::Kind::deployment;
    statement.product = whole_.manifest.digest;
    statement.name = whole_.product.name;
    statement.by = speaker_.name;
    statement.at = work_.clock.wall();
    for (const auto& entry : entries) statement.at = product::after_all(entry, statement.at);
    statement.ok = ended.why.empty();
    statement.environment = ended.environment;
    statement.reason = shell_.output.redact()(one_line(ended.why, 1000));
    return statement;
  }

  Shell& shell_;
  const ProductWork& work_;
  const product::Whole& whole_;
  product::Speaker speaker_;
};

DeployArguments arguments_of(const ProductOptions& options) {
  DeployArguments arguments;
  for (const auto& name : split(options.to, ',')) {
    if (!name.empty()) arguments.names.emplace_back(name);
  }
  arguments.ledger = options.ledger;
  arguments.dry_run = options.dry_run;
  return arguments;
}

Result<int> plan_deployment(Shell& shell, const ProductOptions& options, const std::string& wanted) {
  RA_TRY_ASSIGN(model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const product::Name name, product::parse_name(wanted));
  RA_TRY_ASSIGN(const model::Version version, version_of(name));
  config.product = name.product;
  asio::io_context io{1};
  return bring(shell, arguments_of(options), io, {std::move(config), version});
}

}  // namespace

Result<int> deploy_product(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const std::string wanted, product_named(options));
  if (shell.globals.plan) return plan_deployment(shell, options, wanted);
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(const auto speaker, speaker_of(shell, options, *work, product::Kind::deployment));
  auto reading = product::read_one(work->reading(shell), wanted);
  RA_TRY_ASSIGN(const auto whole, run_coroutine(work->registries->io(), std::move(reading)));
  const product::Name& name = whole.product.name;
  const product::State state = product::state_of(whole.entry, work->trust);
  const auto missing = product::missing_to_deploy(state, work->trust, work->clock.wall());
  if (!missing.empty())
    return error(Errc::failed_ci, fmt::format("{} is not ready to deploy: {}", name.text(), fmt::join(missing, "; ")),
                 "release-action product status tells more");
  RA_TRY_ASSIGN(const model::Version version, version_of(name));
  RA_TRY_ASSIGN(auto freight, run_coroutine(work->registries->io(), fetch_freight(shell, *work, whole)));
  Brought brought{work->config, version};
  brought.config.product = name.product;
  brought.freight = std::move(freight);
  brought.freight_of = [&shell, &work, &name](const std::string& before, const std::string& digest) {
    return fetch_previous(shell, *work, name.product, before, digest);
  };
  RA_TRY_ASSIGN(brought.images, images_in(whole, folder_of(*work, whole)));
  const Saying saying{shell, *work, whole, speaker};
  brought.say = [&saying](const Outcomes& outcomes) { return saying.say(outcomes); };
  return bring(shell, arguments_of(options), work->registries->io(), std::move(brought));
}

}  // namespace ra::cli
