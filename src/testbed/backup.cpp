#include "testbed/backup.hpp"

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
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

// Large repositories take long, and a clone of them is not to be given up half-way.
constexpr auto longest_clone = std::chrono::hours{1};

using Refs = std::map<std::string, git::Sha>;

asio::awaitable<Result<Refs>> refs_in(const std::string& mirror) {
  const git::Command command{.arguments = {"for-each-ref", "--format=%(objectname)%09%(refname)"}, .directory = mirror};
  auto listed = co_await git::output(command);
  RA_CO_TRY_ASSIGN(const std::string text, std::move(listed));
  Refs refs;
  for (const auto& ref : git::parse_refs(text)) refs[ref.ref] = ref.target;
  co_return refs;
}

asio::awaitable<Result<Refs>> refs_of(const std::string& url, const git::Retry& retry) {
  const std::vector<std::string> all;
  auto looked = co_await git::ls_remote(url, all, retry);
  RA_CO_TRY_ASSIGN(const auto list, std::move(looked));
  Refs refs;
  for (const auto& ref : list) {
    if (ref.ref.starts_with("refs/")) refs[ref.ref] = ref.target;
  }
  co_return refs;
}

// Everything that its refs lead to is there.
asio::awaitable<Result<>> look_through(const std::string& mirror) {
  const git::Command command{.arguments = {"fsck", "--connectivity-only", "--no-dangling", "--no-progress"},
                             .directory = mirror,
                             .timeout = longest_clone};
  const auto done = co_await git::output(command);
  if (!done) co_return done.error();
  co_return Result<>{};
}

std::string counted(const Refs& refs) { return fmt::format("{} ref{}", refs.size(), refs.size() == 1 ? "" : "s"); }

asio::awaitable<Result<Outcome>> look_again(const Repository& repository, const fs::path& mirror,
                                            const git::Retry& retry) {
  RA_CO_TRY(co_await look_through(mirror.string()));
  auto here = co_await refs_in(mirror.string());
  RA_CO_TRY_ASSIGN(const Refs kept, std::move(here));
  Outcome outcome{.state = "present", .note = counted(kept)};
  // A remote that cannot be reached any more is what a backup is for.
  const auto there = co_await refs_of(repository.url, retry);
  if (!there) outcome.note += ", its remote cannot be read";
  if (there && *there != kept) outcome.note += ", its remote has moved on since";
  co_return outcome;
}

asio::awaitable<Result<Outcome>> clone(const Repository& repository, const fs::path& mirror, const git::Retry& retry) {
  const fs::path part = mirror.string() + ".part";
  RA_CO_TRY_ASSIGN(const ScratchFolder gone_if_it_fails, ScratchFolder::create(part));
  git::Command command{.arguments = {"clone", "--mirror", "--quiet", "--", repository.url, part.string()},
                       .timeout = longest_clone};
  auto cloned = co_await git::output_from_remote(command, retry);
  if (!cloned) co_return cloned.error();
  auto here = co_await refs_in(part.string());
  RA_CO_TRY_ASSIGN(const Refs kept, std::move(here));
  auto there = co_await refs_of(repository.url, retry);
  RA_CO_TRY_ASSIGN(const Refs wanted, std::move(there));
  if (kept != wanted)
    co_return error(Errc::conflict, "it was pushed to while it was saved", "run it again: the others are saved");
  RA_CO_TRY(co_await look_through(part.string()));
  RA_CO_TRY(move_file(part, mirror));
  co_return Outcome{.state = "saved", .note = counted(kept)};
}

}  // namespace

fs::path mirror_path(const fs::path& folder, const Repository& repository) {
  return folder / repository.organisation() / (repository.name() + ".git");
}

asio::awaitable<Outcome> backup(const Repository& repository, const fs::path& folder, const git::Retry& retry) {
  const fs::path mirror = mirror_path(folder, repository);
  std::error_code ignored;
  Result<Outcome> made = Outcome{};
  if (fs::exists(mirror, ignored)) {
    made = co_await look_again(repository, mirror, retry);
  } else {
    made = co_await clone(repository, mirror, retry);
  }
  co_return outcome_of(std::move(made), git::redact_urls(repository.url));
}

}  // namespace ra::testbed
