#include "cli/testbed.hpp"

#include "cli/author.hpp"
#include "cli/inputs.hpp"
#include "cli/services.hpp"
#include "cli/web_link.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t longest_file = std::uint64_t{16} * 1024 * 1024;  // a list, or what is put into repositories

asio::awaitable<Result<std::vector<model::Manifest>>> read_manifests(git::Repository& repository, std::string path,
                                                                     const std::vector<std::string>& branches) {
  std::vector<model::Manifest> manifests;
  for (const auto& branch : branches) {
    const std::string ref = "refs/heads/" + branch;
    auto fetched = co_await repository.fetch(ref);
    RA_CO_TRY_ASSIGN(const auto tip, std::move(fetched));
    if (!tip)
      co_return error(Errc::not_found, "the release repository has no branch " + one_line(branch, 100),
                      "name others with --branches");
    auto read = co_await repository.read(*tip, path);
    if (!read) co_return with_context(read.error(), one_line(branch, 100));
    manifests.push_back(model::parse_manifest(branch + ":" + path, *std::move(read)));
  }
  co_return manifests;
}

Result<std::vector<testbed::Repository>> all_repositories(Shell& shell, const TestbedOptions& options) {
  if (!options.list.empty()) {
    RA_TRY_ASSIGN(const std::string text, read_file(fs::path{shell.globals.directory} / options.list, longest_file));
    return testbed::parse_list(options.list, text);
  }
  if (options.branches.empty()) {
    RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
    return testbed::inventory({inputs.manifest}, inputs.config);
  }
  if (shell.globals.plan)
    return error(Errc::usage, "--plan asks nobody, and --branches are read from the release repository",
                 "give it the --list that `testbed inventory` wrote");
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  git::Repository repository{shell.globals.directory, config.git.remote};
  const std::string path = shell.globals.manifest_file.empty() ? "release.json" : shell.globals.manifest_file;
  RA_TRY_ASSIGN(const auto manifests, run_coroutine(read_manifests(repository, path, options.branches)));
  return testbed::inventory(manifests, config);
}

// Asks for the change on the forge that the address is on. Repositories are taken one after the other.
asio::awaitable<Result<std::string>> ask_by_pull_request(Shell& shell, const model::Config& config,
                                                         const testbed::Proposal& proposal) {
  std::string server = shell.environment.get("GITHUB_SERVER_URL");
  if (server.empty()) server = "https://github.com";
  const std::string page = web_link(proposal.repository);
  if (!page.starts_with(server + "/"))
    co_return error(Errc::config, "it is not on " + server + ", where pull requests can be made",
                    "leave --pull-request out, or set GITHUB_SERVER_URL");
  const auto executor = co_await asio::this_coro::executor;
  RA_CO_TRY_ASSIGN(const auto services, make_forge(shell, config, page.substr(server.size() + 1), executor));
  forge::PullDraft draft;
  draft.head = proposal.head;
  draft.base = proposal.base;
  draft.title = proposal.title;
  draft.body = "Made by `release-action testbed setup`.";
  auto opened = co_await services->forge->pulls().open(draft);
  RA_CO_TRY_ASSIGN(const forge::Pull pull, std::move(opened));
  co_return pull.link;
}

Result<std::map<std::string, std::string>> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  // Names with a dot are what most of them are: .circleci/config.yml.
  for (const auto* const pattern : {"**", ".*", ".*/**", "**/.*", "**/.*/**"}) {
    for (const std::string& path : glob_files(folder, pattern)) {
      RA_TRY_ASSIGN(files[path], read_file(folder / path, longest_file));
    }
  }
  if (!files.empty()) return files;
  return error(Errc::usage, fmt::format("there is no file in {}", folder.string()),
               "name the folder whose files are put into each repository: --files lab");
}

}  // namespace

Result<std::vector<testbed::Repository>> testbed_repositories(Shell& shell, const TestbedOptions& options) {
  RA_TRY_ASSIGN(auto repositories, all_repositories(shell, options));
  if (options.only.empty()) return repositories;
  std::erase_if(repositories, [&](const auto& one) { return !globs_match_name(options.only, one.name()); });
  if (!repositories.empty()) return repositories;
  return error(Errc::usage, "--only names no repository", "release-action testbed inventory lists them");
}

Result<> check_organisation(const TestbedOptions& options, const std::vector<testbed::Repository>& repositories) {
  const auto plain = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
  if (options.into.empty() || options.into.starts_with('.') || options.into.starts_with('-') ||
      !std::ranges::all_of(options.into, plain))
    return error(Errc::usage, "it is not said which organisation the test bed is in",
                 "name it: --into acme-lab; never the one that people release from");
  const auto own = std::ranges::find_if(
      repositories, [&](const auto& one) { return lower(one.organisation()) == lower(options.into); });
  if (own == repositories.end() || options.really_into == options.into) return {};
  return error(Errc::config,
               fmt::format("{} is the organisation that {} is released from: nothing is written there", options.into,
                           own->name()),
               fmt::format("name another with --into, or the same twice: --into {0} --really-into {0}", options.into));
}

Result<testbed::Setup> testbed_setup(Shell& shell, const TestbedOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  testbed::Setup setup;
  RA_TRY_ASSIGN(setup.files, files_of(fs::path{shell.globals.directory} / options.files));
  setup.message = options.message + (options.message.ends_with('\n') ? "" : "\n");
  setup.write = !options.dry_run;
  setup.when = Clock{}.wall();
  setup.scratch = shell.globals.work_folder() / "testbed";
  git::Repository repository{shell.globals.directory, config.git.remote};
  RA_TRY_ASSIGN(setup.who, run_coroutine(author(repository, shell.environment, config.git)));
  if (options.pull_request) {
    setup.propose = [&shell, config](const testbed::Proposal& proposal) {
      return ask_by_pull_request(shell, config, proposal);
    };
  }
  return setup;
}

}  // namespace ra::cli
