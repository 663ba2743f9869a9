#include "testbed/restore.hpp"

#include "base/try.hpp"
#include "git/failure.hpp"
#include "git/git.hpp"
#include "git/remote.hpp"
#include "git/repository.hpp"

#include <fmt/format.h>

#include <map>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::testbed {

namespace {

asio::awaitable<Result<Outcome>> give_back(const fs::path& mirror, const Repository& to, bool write,
                                           const git::Retry& retry) {
  std::error_code ignored;
  if (!fs::exists(mirror, ignored))
    co_return error(Errc::not_found, fmt::format("there is no mirror {}", mirror.string()), "make one: testbed backup");
  const git::Command list{
      .arguments = {"for-each-ref", "--format=%(objectname)%09%(refname)", "refs/heads", "refs/tags"},
      .directory = mirror.string()};
  auto listed = co_await git::output(list);
  RA_CO_TRY_ASSIGN(const std::string text, std::move(listed));
  git::Repository repository{mirror.string(), to.url, retry};
  const std::vector<std::string> patterns{"refs/heads/*", "refs/tags/*"};
  auto looked = co_await repository.remote_refs(patterns);
  RA_CO_TRY_ASSIGN(const auto there, std::move(looked));
  std::map<std::string, git::Sha> now;
  for (const auto& ref : there) now[ref.ref] = ref.target;

  std::vector<git::RefUpdate> updates;
  Outcome outcome{.state = "unchanged"};
  for (const auto& ref : git::parse_refs(text)) {
    const git::Sha before = now[ref.ref];
    if (before == ref.target) continue;
    updates.push_back({ref.ref, ref.target, before});
    outcome.diff += fmt::format("{} {:.12} → {:.12}\n", ref.ref, before.empty() ? "(none)" : before, ref.target);
  }
  if (updates.empty()) co_return outcome;
  outcome.state = write ? "changed" : "differs";
  outcome.note = fmt::format("{} ref{}", updates.size(), updates.size() == 1 ? "" : "s");
  if (write) RA_CO_TRY(co_await repository.push(updates));
  co_return outcome;
}

}  // namespace

asio::awaitable<Outcome> restore(const fs::path& mirror, const Repository& to, bool write, const git::Retry& retry) {
  auto given = co_await give_back(mirror, to, write, retry);
  co_return outcome_of(std::move(given), git::redact_urls(to.url));
}

}  // namespace ra::testbed
