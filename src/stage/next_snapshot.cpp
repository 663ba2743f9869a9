#include "stage/next_snapshot.hpp"

#include "base/try.hpp"
#include "git/tree.hpp"
#include "stage/fork.hpp"
#include "versioning/next_version.hpp"

#include <algorithm>
#include <functional>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

using model::Bump;

// A branch of one minor line has nothing but patches to come.
Bump step_of(const Context& context) {
  const auto& config = context.config.versioning;
  const auto line = versioning::line_of(context.branch, config.lines);
  const bool patches_alone = line && line->minor;
  return patches_alone && config.next_snapshot == Bump::minor ? Bump::patch : config.next_snapshot;
}

// Of what was released alone, and of no pre-release: after 1.3.0-rc.1 comes 1.3.0.
Result<std::vector<bump::NewVersion>> next_versions(const Context& context, const bump::Files& files) {
  std::vector<bump::NewVersion> next;
  RA_TRY_ASSIGN(const auto packages, bump::packages(files));
  for (const auto& package : packages) {
    if (package.kind != bump::Kind::maven) continue;
    const auto same = [&](const bump::Package& p) { return p.kind == package.kind && p.name == package.name; };
    const auto version = model::Version::parse(package.version);
    if (std::ranges::none_of(context.released, same) || !version) continue;
    if (version->snapshot || !version->qualifier.empty()) continue;
    const auto after = versioning::bumped(*version, step_of(context), context.config.versioning.zero);
    next.push_back({package.kind, package.name, after.text() + "-SNAPSHOT"});
  }
  return next;
}

}  // namespace

asio::awaitable<Result<git::Sha>> with_next_snapshot(Context& context) {
  if (context.config.versioning.next_snapshot == Bump::none) co_return context.tip;
  const std::function<bool(std::string_view)> wanted = bump::reads;
  auto read = co_await git::read_tree(context.repository.directory(), context.tip, wanted);
  RA_CO_TRY_ASSIGN(const git::Tree tree, std::move(read));
  RA_CO_TRY_ASSIGN(const auto versions, next_versions(context, tree.files));
  RA_CO_TRY_ASSIGN(const bump::Files files, bump::bump(tree.files, versions));
  if (files.empty()) co_return context.tip;
  const std::string message = "chore(release): begin the next version\n";
  auto committed = co_await context.repository.commit(context.tip, files, message, context.who, context.source_time);
  RA_CO_TRY_ASSIGN(const git::Sha commit, std::move(committed));
  auto pushed = co_await push_fork(context, commit, context.tip);
  RA_CO_TRY(std::move(pushed));
  co_return commit;
}

}  // namespace ra::stage
