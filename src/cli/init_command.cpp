#include "cli/ci_systems.hpp"
#include "cli/command.hpp"
#include "cli/init.hpp"
#include "cli/inputs.hpp"
#include "cli/web_link.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"
#include "git/repository.hpp"
#include "model/manifest.hpp"
#include "model/plan.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t largest_existing = std::uint64_t{4} << 20U;

struct Origin {
  std::string url;
  std::string main_branch;
};

// Nothing of it is needed: a folder that is no clone yet is set up all the same.
asio::awaitable<void> ask_git(std::string folder, std::string remote, Origin& origin) {
  git::Repository repository{folder, remote};
  if (auto url = co_await repository.remote_url()) origin.url = *std::move(url);
  const std::string prefix = "refs/remotes/" + remote + "/";
  const git::Command head{.arguments = {"symbolic-ref", "--quiet", prefix + "HEAD"}, .directory = folder};
  const auto ref = co_await git::output(head);
  if (!ref) co_return;
  const std::string_view name = trim(*ref);
  if (name.starts_with(prefix)) origin.main_branch = std::string{name.substr(prefix.size())};
}

Origin origin_of(const fs::path& folder) {
  Origin origin;
  std::error_code ignored;
  if (!fs::exists(folder / ".git", ignored)) return origin;
  run_coroutine(ask_git(folder.string(), "origin", origin));
  return origin;
}

// What is there; nothing when there is nothing. What cannot be read cannot be compared.
Result<std::optional<std::string>> read_if_there(const fs::path& path) {
  auto text = read_file(path, largest_existing);
  if (text) return std::optional{*std::move(text)};
  if (text.error().code == Errc::not_found) return std::optional<std::string>{};
  return text.error();
}

Result<InitFacts> look_at(const Globals& globals) {
  const fs::path folder = globals.directory;
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) return error(Errc::usage, "there is no folder " + folder.string());
  InitFacts facts;
  const fs::path manifest = globals.manifest_file.empty() ? folder / "release.json" : fs::path{globals.manifest_file};
  RA_TRY_ASSIGN(auto text, read_if_there(manifest));
  if (text) {
    facts.manifest = true;
    const auto parsed = model::parse_manifest(manifest.filename().string(), *std::move(text));
    if (parsed.readable) facts.product = model::product_slug(parsed, model::Config{});
  }
  facts.dockerfile = fs::exists(folder / "Dockerfile", ignored);
  for (const auto& [file, tool] : {std::pair{"Cargo.toml", "Cargo"}, {"package.json", "npm"}, {"pom.xml", "Maven"}}) {
    if (fs::exists(folder / file, ignored)) facts.tool = tool;
  }
  for (const auto& ci : ci_systems()) {
    if (fs::exists(folder / ci.mark, ignored)) facts.cis.push_back(ci.name);
  }
  for (const auto& path : init_paths()) {
    RA_TRY_ASSIGN(auto there, read_if_there(folder / path));
    if (there) facts.files[path] = *std::move(there);
  }
  const auto ignore = read_file(folder / ".gitignore", largest_existing);
  facts.ignored = ignore && ignore->find(".release-action") != std::string::npos;
  const Origin origin = origin_of(folder);
  facts.page = web_link(origin.url);
  facts.main_branch = origin.main_branch;
  return facts;
}

Result<> write_all(const fs::path& folder, InitDraft& draft) {
  for (auto& file : draft.files) {
    if (file.state != InitState::to_write) continue;
    RA_TRY(write_file(folder / file.path, file.text));
    file.state = InitState::written;
  }
  return {};
}

Error conflict_of(const InitDraft& draft) {
  std::string paths;
  for (const auto& file : draft.files) {
    if (file.state == InitState::conflict) paths += (paths.empty() ? "" : ", ") + file.path;
  }
  return error(Errc::conflict, paths + ": there with other content; nothing was written",
               "`release-action init --print` shows what it would be; take over what you want, or move yours aside");
}

Result<int> init(Shell& shell, const InitChoice& choice, bool print) {
  RA_TRY_ASSIGN(const InitFacts facts, look_at(shell.globals));
  RA_TRY_ASSIGN(InitDraft draft, draft_init(facts, choice));
  const bool only_show = print || shell.globals.plan;
  const bool refused = draft.any(InitState::conflict);
  if (!only_show && !refused) RA_TRY(write_all(shell.globals.directory, draft));
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(init_json(draft)));
  } else {
    shell.output.result(init_text(draft, only_show));
  }
  if (refused) return conflict_of(draft);
  return 0;
}

std::vector<std::string> names_of_cis() {
  std::vector<std::string> names;
  for (const auto& ci : ci_systems()) names.push_back(ci.name);
  return names;
}

}  // namespace

Command init_command() {
  Command command;
  command.name = "init";
  command.summary = "Writes the workflow or CI configuration that fits this repository; never overwrites";
  command.example = "release-action init --print";
  command.add = [](CLI::App& app) -> Action {
    auto choice = std::make_shared<InitChoice>();
    auto print = std::make_shared<bool>(false);
    app.add_option("--kind", choice->kind,
                   "What the repository is: product, component or service (default: by its files)")
        ->check(CLI::IsMember({"product", "component", "service"}));
    app.add_option("--ci", choice->ci, "The CI that it runs on (default: the one it uses)")
        ->check(CLI::IsMember(names_of_cis()));
    app.add_flag("--print", *print, "Write nothing: show the files");
    return [choice, print](Shell& shell) { return init(shell, *choice, *print); };
  };
  return command;
}

}  // namespace ra::cli
