#include "testbed/setup.hpp"

#include "base/scratch_folder.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/failure.hpp"
#include "git/git.hpp"
#include "git/remote.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::testbed {

namespace {

constexpr std::size_t longest_diff = 65'536;
const std::string heads = "refs/heads/";

// The newest commit of the branch and no history: a push onto it needs no more.
asio::awaitable<Result<git::Sha>> bring(const std::string& clone, const std::string& url, const std::string& branch,
                                        const git::Retry& retry) {
  const git::Command make{.arguments = {"init", "--bare", "--quiet", "."}, .directory = clone};
  RA_CO_TRY(co_await git::output(make));
  const std::string ref = heads + branch;
  const git::Command fetch{.arguments = {"fetch", "--quiet", "--depth=1", "--no-tags", "--", url, ref + ":" + ref},
                           .directory = clone,
                           .timeout = std::chrono::minutes{5}};
  auto fetched = co_await git::output_from_remote(fetch, retry);
  if (!fetched && fetched.error().code == Errc::not_found) {
    const std::vector<std::string> any{ref};
    const auto there = co_await git::ls_remote(url, any, retry);
    if (there && there->empty()) co_return error(Errc::not_found, "it has no branch " + one_line(branch, 100));
  }
  if (!fetched) co_return fetched.error();
  const git::Command tell{.arguments = {"rev-parse", "--verify", ref}, .directory = clone};
  auto told = co_await git::output(tell);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(told));
  co_return git::Sha{trim(out)};
}

asio::awaitable<Result<std::map<std::string, std::string>>> missing(git::Repository& clone, const git::Sha& tip,
                                                                    const Setup& setup) {
  std::map<std::string, std::string> files;
  for (const auto& [path, content] : setup.files) {
    const auto there = co_await clone.read(tip, path);
    if (!there && there.error().code != Errc::not_found) co_return there.error();
    if (!there || *there != content) files.emplace(path, content);
  }
  co_return files;
}

asio::awaitable<Result<std::string>> difference(const std::string& clone, const git::Sha& from, const git::Sha& to) {
  const git::Command command{.arguments = {"diff-tree", "-p", "--no-color", "--no-ext-diff", "--no-textconv", from, to},
                             .directory = clone};
  auto made = co_await git::output(command);
  RA_CO_TRY_ASSIGN(std::string text, std::move(made));
  if (text.size() <= longest_diff) co_return text;
  text.resize(text.rfind('\n', longest_diff) + 1);
  co_return text + "… and more\n";
}

asio::awaitable<Result<Outcome>> propose(git::Repository& clone, const Repository& repository,
                                         const std::string& branch, const git::Sha& commit, const Setup& setup) {
  const std::string head = "release-action/testbed/" + branch;
  const std::vector<std::string> its{heads + head};
  auto looked = co_await clone.remote_refs(its);
  RA_CO_TRY_ASSIGN(const auto refs, std::move(looked));
  const git::Sha before = refs.empty() ? git::Sha{} : refs.front().target;
  // The same change made again is another commit, of another time: what is asked for already stays.
  bool asked = false;
  if (!before.empty()) {
    const std::string name = "refs/asked";
    const git::Command fetch{.arguments = {"fetch", "--quiet", "--depth=1", "--no-tags", "--", repository.url,
                                           "+" + heads + head + ":" + name},
                             .directory = clone.directory()};
    RA_CO_TRY(co_await git::output_from_remote(fetch, setup.retry));
    auto still = co_await missing(clone, before, setup);
    RA_CO_TRY_ASSIGN(const auto lacks, std::move(still));
    asked = lacks.empty();
  }
  if (!asked) {
    const std::vector<git::RefUpdate> update{{heads + head, commit, before}};
    RA_CO_TRY(co_await clone.push(update));
  }
  Proposal proposal;
  proposal.repository = repository.url;
  proposal.head = head;
  proposal.base = branch;
  proposal.title = setup.message.substr(0, setup.message.find('\n'));
  auto page = co_await setup.propose(proposal);
  RA_CO_TRY_ASSIGN(const std::string link, std::move(page));
  co_return Outcome{.state = "proposed", .note = link};
}

asio::awaitable<Result<Outcome>> change(const Repository& repository, const std::string& branch, const Setup& setup) {
  const std::string key = sha256_of(repository.url + '\n' + branch);
  RA_CO_TRY_ASSIGN(const ScratchFolder folder, ScratchFolder::create(setup.scratch / key.substr(0, 16)));
  auto brought = co_await bring(folder.path().string(), repository.url, branch, setup.retry);
  RA_CO_TRY_ASSIGN(const git::Sha tip, std::move(brought));
  git::Repository clone{folder.path().string(), repository.url, setup.retry};
  auto lacking = co_await missing(clone, tip, setup);
  RA_CO_TRY_ASSIGN(const auto files, std::move(lacking));
  if (files.empty()) co_return Outcome{.state = "unchanged"};
  auto made = co_await clone.commit(tip, files, setup.message, setup.who, setup.when);
  RA_CO_TRY_ASSIGN(const git::Sha commit, std::move(made));
  auto shown = co_await difference(folder.path().string(), tip, commit);
  RA_CO_TRY_ASSIGN(std::string diff, std::move(shown));
  Outcome outcome{.state = "differs"};
  if (setup.write && setup.propose) {
    auto asked = co_await propose(clone, repository, branch, commit, setup);
    RA_CO_TRY_ASSIGN(outcome, std::move(asked));
  } else if (setup.write) {
    const std::vector<git::RefUpdate> update{{heads + branch, commit, tip}};
    RA_CO_TRY(co_await clone.push(update));
    outcome = Outcome{.state = "changed", .note = commit.substr(0, 12)};
  }
  outcome.diff = std::move(diff);
  co_return outcome;
}

}  // namespace

asio::awaitable<Outcome> set_up(const Repository& repository, const std::string& branch, const Setup& setup) {
  auto made = co_await change(repository, branch, setup);
  co_return outcome_of(std::move(made), git::redact_urls(repository.url), branch);
}

}  // namespace ra::testbed
