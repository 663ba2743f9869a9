#include "orchestrate/persist.hpp"

#include "base/try.hpp"
#include "model/placeholders.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

// Somebody may push to the same branch between our look and our push.
constexpr int tries = 5;

std::string branch_ref(const std::string& branch) { return "refs/heads/" + branch; }
std::string tag_ref(const std::string& tag) { return "refs/tags/" + tag; }

git::RefUpdate update(std::string ref, git::Sha target, git::Sha expected) {
  git::RefUpdate u;
  u.ref = std::move(ref);
  u.target = std::move(target);
  u.expected = std::move(expected);
  return u;
}

std::string names_of(const std::vector<model::ReleasedComponent>& components) {
  std::vector<std::string> names;
  for (const auto& c : components) names.push_back(c.name + " " + c.version);
  return fmt::format("{}", fmt::join(names, ", "));
}

// "alpha.1" → "alpha.2"; a qualifier that does not count stays.
std::string next_qualifier(const std::string& qualifier) {
  const auto dot = qualifier.rfind('.');
  if (dot == std::string::npos) return qualifier;
  int n = 0;
  const char* last = qualifier.data() + qualifier.size();
  const auto [end, ec] = std::from_chars(qualifier.data() + dot + 1, last, n);
  return ec == std::errc{} && end == last ? fmt::format("{}.{}", qualifier.substr(0, dot), n + 1) : qualifier;
}

}  // namespace

Result<NextVersions> next_versions(const std::string& released, const model::Config& config) {
  const auto v = model::Version::parse(released);
  if (!v) return error(Errc::config, fmt::format("`{}` is not a version", released));
  NextVersions next;
  if (!v->qualifier.empty()) {
    next.on_branch = fmt::format("{}.{}.{}-{}-SNAPSHOT", v->major, v->minor, v->patch, next_qualifier(v->qualifier));
    return next;
  }
  if (v->patch > 0) {
    next.on_branch = fmt::format("{}.{}.{}-SNAPSHOT", v->major, v->minor, v->patch + 1);
    return next;
  }
  const model::Placeholders values{
      {"major", std::to_string(v->major)}, {"minor", std::to_string(v->minor)}, {"patch", "0"}, {"version", released}};
  RA_TRY_ASSIGN(next.maintenance_branch, model::expand(config.branches.release, values));
  next.on_maintenance = fmt::format("{}.{}.1-SNAPSHOT", v->major, v->minor);
  next.on_branch = fmt::format("{}.{}.0-SNAPSHOT", v->major, v->minor + 1);
  return next;
}

Persistence::Persistence(Context& context, const model::Plan& plan, std::string manifest_path)
    : context_{context}, plan_{plan}, manifest_path_{std::move(manifest_path)} {
  who_.name = context.config.git.author_name;
  who_.email = context.config.git.author_email;
}

asio::awaitable<Result<git::Sha>> Persistence::head() {
  const std::string ref = branch_ref(plan_.branch);
  const auto sha = co_await context_.repository->fetch(ref);
  if (!sha) co_return sha.error();
  if (!*sha) {
    co_return error(Errc::not_found, fmt::format("the release repository has no branch {}", plan_.branch),
                    "create it, or set branches.main and branches.release in release-action.json");
  }
  co_return **sha;
}

bool Persistence::may_try_again(const Error& e, int attempt) const {
  return e.code == Errc::conflict && !context_.ledger.lost() && attempt < tries;
}

asio::awaitable<Result<git::Sha>> Persistence::commit_manifest(const git::Sha& parent, const std::string& text,
                                                               const std::string& message) {
  std::map<std::string, std::string> files;
  files[manifest_path_] = text;
  const WallTime now = context_.clock.wall();
  auto commit = co_await context_.repository->commit(parent, files, message, who_, now);
  co_return commit;
}

asio::awaitable<Result<>> Persistence::mark_start() {
  const std::string tag = plan_.version + "_START";
  const std::vector<std::string> patterns{tag_ref(tag)};
  const auto there = co_await context_.repository->remote_refs(patterns);
  if (!there) co_return there.error();
  if (!there->empty()) {
    context_.log.info("tag {} is there: this release goes on", tag);
    auto flushed = co_await context_.ledger.flush();
    co_return flushed;
  }
  RA_CO_TRY_ASSIGN(const git::Sha commit, co_await head());
  const std::string message = fmt::format("Release of {} begins", plan_.version);
  const WallTime now = context_.clock.wall();
  RA_CO_TRY_ASSIGN(const git::Sha object, co_await context_.repository->tag_object(tag, commit, message, who_, now));
  std::vector<git::RefUpdate> refs;
  refs.push_back(update(tag_ref(tag), object, {}));
  auto pushed = co_await context_.ledger.flush_with(std::move(refs));
  co_return pushed;
}

asio::awaitable<Result<>> Persistence::components_released(const std::vector<model::ReleasedComponent>& components) {
  if (components.empty()) co_return Result<>{};
  const std::string subject = fmt::format("Prepare Release ({}): {}", plan_.product_version, names_of(components));
  for (int attempt = 1;; ++attempt) {
    RA_CO_TRY_ASSIGN(const git::Sha parent, co_await head());
    RA_CO_TRY_ASSIGN(const std::string text, co_await context_.repository->read(parent, manifest_path_));
    RA_CO_TRY_ASSIGN(const std::string edited, model::mark_released(text, components, plan_.version));
    if (edited == text) co_return Result<>{};
    RA_CO_TRY_ASSIGN(const git::Sha commit, co_await commit_manifest(parent, edited, subject));
    Event event;
    event.kind = EventKind::persisted;
    event.commit = commit;
    for (const auto& c : components) event.components.push_back(c.name);
    RA_CO_TRY(context_.ledger.append(std::move(event)));
    std::vector<git::RefUpdate> refs;
    refs.push_back(update(branch_ref(plan_.branch), commit, parent));
    const auto pushed = co_await context_.ledger.flush_with(std::move(refs));
    if (pushed) co_return pushed;
    if (!may_try_again(pushed.error(), attempt)) co_return pushed;
    context_.log.info("{} has moved; trying again", plan_.branch);
  }
}

asio::awaitable<Result<std::vector<std::string>>> Persistence::product_released(
    const std::vector<model::ReleasedComponent>& components, Event last) {
  RA_CO_TRY_ASSIGN(const NextVersions next, next_versions(plan_.version, context_.config));
  const WallTime now = context_.clock.wall();
  for (int attempt = 1;; ++attempt) {
    RA_CO_TRY_ASSIGN(const git::Sha parent, co_await head());
    RA_CO_TRY_ASSIGN(const std::string before, co_await context_.repository->read(parent, manifest_path_));
    RA_CO_TRY_ASSIGN(const std::string marked, model::mark_released(before, components, plan_.version));
    RA_CO_TRY_ASSIGN(const std::string released, model::set_product_version(marked, plan_.version));
    const std::string release_message = fmt::format("Release {}", plan_.version);
    RA_CO_TRY_ASSIGN(const git::Sha release_commit, co_await commit_manifest(parent, released, release_message));
    const std::string tag_message = fmt::format("{} {}", plan_.product, plan_.version);
    RA_CO_TRY_ASSIGN(const git::Sha tag,
                     co_await context_.repository->tag_object(plan_.version, release_commit, tag_message, who_, now));
    RA_CO_TRY_ASSIGN(const std::string on_branch, model::set_product_version(released, next.on_branch));
    const std::string next_message = fmt::format("Prepare next version ({})", next.on_branch);
    RA_CO_TRY_ASSIGN(const git::Sha next_commit, co_await commit_manifest(release_commit, on_branch, next_message));

    std::vector<git::RefUpdate> refs;
    std::vector<std::string> published;
    refs.push_back(update(branch_ref(plan_.branch), next_commit, parent));
    refs.push_back(update(tag_ref(plan_.version), tag, {}));
    published.push_back("tag " + plan_.version);
    if (!next.maintenance_branch.empty()) {
      RA_CO_TRY_ASSIGN(const std::string on_maintenance, model::set_product_version(released, next.on_maintenance));
      const std::string message = fmt::format("Prepare next version ({})", next.on_maintenance);
      RA_CO_TRY_ASSIGN(const git::Sha commit, co_await commit_manifest(release_commit, on_maintenance, message));
      refs.push_back(update(branch_ref(next.maintenance_branch), commit, {}));
      published.push_back(fmt::format("branch {} at {}", next.maintenance_branch, next.on_maintenance));
    }
    published.push_back(fmt::format("{} at {}", plan_.branch, next.on_branch));

    Event event;
    event.kind = EventKind::published;
    event.commit = release_commit;
    event.note = fmt::format("{}", fmt::join(published, ", "));
    RA_CO_TRY(context_.ledger.append(std::move(event)));
    if (attempt == 1) RA_CO_TRY(context_.ledger.append(last));
    const auto pushed = co_await context_.ledger.close_with(std::move(refs));
    if (pushed) co_return published;
    if (!may_try_again(pushed.error(), attempt)) co_return pushed.error();
    context_.log.info("{} has moved; trying again", plan_.branch);
  }
}

}  // namespace ra::orchestrate
