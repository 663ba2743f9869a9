#include "cli/release_source.hpp"

#include "base/try.hpp"
#include "cli/web_link.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

std::string path_in_repository(const Globals& globals, const Inputs& inputs) {
  std::error_code ec;
  const auto path = fs::relative(inputs.manifest_path, globals.directory, ec);
  return ec || path.empty() ? inputs.manifest.file : path.string();
}

// Whatever of it cannot be read is left out: a dry run works without.
asio::awaitable<void> look_at_clone(git::Repository& repository, ReleaseSource& source) {
  const auto head = co_await repository.head();
  if (head) source.sha = *head;
  auto branch = co_await repository.current_branch();
  if (branch) source.branch = *std::move(branch);
  const auto url = co_await repository.remote_url();
  if (url) source.link = web_link(*url);
  const auto who = co_await repository.identity();
  auto& git = source.inputs.config.git;
  if (who && git.author_name.empty()) git.author_name = who->name;
  if (who && git.author_email.empty()) git.author_email = who->email;
  if (git.author_name.empty()) git.author_name = "release-action";
  if (git.author_email.empty()) git.author_email = "release-action@localhost";
}

asio::awaitable<Result<>> take_remote_manifest(git::Repository& repository, ReleaseSource& source) {
  const std::string version = source.plan.version;
  const std::string branch = source.plan.branch;
  const std::string ref = "refs/heads/" + branch;
  RA_CO_TRY_ASSIGN(const auto head, co_await repository.fetch(ref));
  if (!head) {
    co_return error(Errc::not_found, fmt::format("the release repository has no branch {}", branch),
                    "push it, or set branches.main and branches.release in release-action.json");
  }
  const git::Sha& commit = *head;
  RA_CO_TRY_ASSIGN(std::string text, co_await repository.read(commit, source.manifest_path));
  Inputs remote = with_manifest(source.inputs, std::move(text));
  model::Plan plan = model::make_plan(remote.manifest, remote.config);
  if (model::any_errors(plan.findings)) {
    co_return with_context(findings_error(plan.findings, remote.manifest.file),
                           fmt::format("{} of branch {}", source.manifest_path, branch));
  }
  const std::vector<std::string> tag{"refs/tags/" + version};
  RA_CO_TRY_ASSIGN(const auto tags, co_await repository.remote_refs(tag));
  if (!tags.empty() && plan.version != version) {
    source.nothing_to_do =
        fmt::format("{} {} was released already; {} is at {} now", plan.product, version, branch, plan.product_version);
    co_return Result<>{};
  }
  if (!tags.empty()) {
    co_return error(Errc::conflict, fmt::format("tag {} is already in the release repository", version),
                    "it was released before; set the manifest's version to the next one");
  }
  source.inputs = std::move(remote);
  source.plan = std::move(plan);
  source.sha = commit;
  co_return Result<>{};
}

// A release that was cut off after its last component has only the product left to release.
asio::awaitable<Result<bool>> has_begun(git::Repository& repository, const ReleaseSource& source) {
  if (!source.plan.snapshot) co_return false;
  const std::vector<std::string> start{"refs/tags/" + source.plan.version + "_START"};
  RA_CO_TRY_ASSIGN(const auto refs, co_await repository.remote_refs(start));
  co_return !refs.empty();
}

}  // namespace

asio::awaitable<Result<ReleaseSource>> find_source(const Globals& globals, git::Repository& repository, Inputs inputs,
                                                   model::Plan plan, model::Mode mode) {
  ReleaseSource source;
  source.inputs = std::move(inputs);
  source.plan = std::move(plan);
  source.manifest_path = path_in_repository(globals, source.inputs);
  std::error_code ignored;
  source.in_clone = fs::exists(fs::path{globals.directory} / ".git", ignored);
  if (source.in_clone) co_await look_at_clone(repository, source);
  if (mode == model::Mode::release && !source.in_clone) {
    co_return error(
        Errc::config,
        fmt::format("{} is not a git clone; a release is written into the release repository", globals.directory),
        "run it in a clone of the release repository; a dry run works anywhere");
  }
  if (mode == model::Mode::release) RA_CO_TRY(co_await take_remote_manifest(repository, source));
  if (!source.nothing_to_do.empty() || source.plan.to_release() > 0) co_return source;
  bool begun = false;
  if (mode == model::Mode::release) {
    RA_CO_TRY_ASSIGN(begun, co_await has_begun(repository, source));
  }
  if (!begun) {
    source.nothing_to_do = fmt::format("{} {}: nothing is to be released", source.plan.product, source.plan.version);
  }
  co_return source;
}

}  // namespace ra::cli
