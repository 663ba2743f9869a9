#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/preview.hpp"
#include "cli/pull_request.hpp"
#include "cli/services.hpp"
#include "cli/telling.hpp"
#include "cli/versions.hpp"
#include "cli/web_link.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/merge_message.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>

#include <filesystem>
#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

struct PreviewOptions {
  std::string into;
  std::string title;
  std::string merge;
  std::string out;
  bool comment = true;
};

// What is known of the pull request: by the forge, the CI's event, or whoever asks.
struct Request {
  std::optional<event::Event> event;
  forge::Pull pull;  // number 0: none is known
  forge::MergeWays ways;
  std::string base;  // branch
};

// Without a token nobody knows how it will be merged, and the commits can be told all the same.
void ask_forge(Shell& shell, const model::Config& config, Request& asked) {
  if (!asked.event || asked.event->number == 0 || asked.event->from_fork) return;
  const std::int64_t number = asked.event->number;
  const WithForge ask = [&](ForgeServices& services) -> asio::awaitable<void> {
    auto pull = co_await services.forge->pulls().get(number);
    if (!pull) {
      shell.log.debug("its title is not known: {}", pull.error().message);
      co_return;
    }
    asked.pull = *std::move(pull);
    const auto ways = co_await services.forge->access().merge_ways();
    if (ways) asked.ways = *ways;
    if (!ways) shell.log.debug("how it will be merged is not known: {}", ways.error().message);
  };
  const auto done = with_forge(shell, config, asked.event->repository, ask);
  if (!done) shell.log.debug("its title is not known: {}", done.error().message);
}

Result<Request> ask(Shell& shell, const model::Config& config, const PreviewOptions& options) {
  Request asked;
  RA_TRY_ASSIGN(asked.event, event::read_event(shell.environment));
  if (asked.event && asked.event->kind != event::Kind::pull_request && asked.event->number == 0) asked.event.reset();
  ask_forge(shell, config, asked);
  if (!options.title.empty()) asked.pull.title = options.title;
  if (asked.event && asked.pull.number == 0) asked.pull.number = asked.event->number;
  asked.base = !options.into.empty() ? options.into : asked.event ? asked.event->base : std::string{};
  if (asked.base.empty()) asked.base = asked.pull.base;
  if (asked.base.empty()) {
    return error(Errc::usage, "which branch the commits go into is not known", "release-action preview --into master");
  }
  return asked;
}

// Where the pull request begins and ends in this clone.
struct Ends {
  git::Sha files;  // the commit whose files count
  git::Sha head;
  git::Sha base;
};

asio::awaitable<Result<git::Sha>> commit_of(std::string directory, std::string ref) {
  const std::vector<std::string> refs{std::move(ref)};
  auto resolved = co_await git::resolve_commits(directory, refs);
  RA_CO_TRY_ASSIGN(const std::vector<git::Sha> commits, std::move(resolved));
  co_return commits.front();
}

asio::awaitable<Result<Ends>> find_ends(const std::string& directory, const std::string& remote, const Request& asked) {
  Ends ends;
  auto checked_out = co_await commit_of(directory, "HEAD");
  RA_CO_TRY_ASSIGN(ends.files, std::move(checked_out));
  ends.head = ends.files;
  // The merge that GitHub makes for its tests, which has what goes onto what for parents.
  const auto merged = co_await commit_of(directory, "HEAD^2");
  if (asked.event && merged && *merged == asked.event->sha) {
    ends.head = *merged;
    auto onto = co_await commit_of(directory, "HEAD^1");
    RA_CO_TRY_ASSIGN(ends.base, std::move(onto));
    co_return ends;
  }
  const std::string of_remote = "refs/remotes/" + remote + "/" + asked.base;
  auto base = co_await commit_of(directory, of_remote);
  if (!base) base = co_await commit_of(directory, asked.base);
  RA_CO_TRY_ASSIGN(ends.base, std::move(base));
  co_return ends;
}

std::vector<versioning::Merging> merging_of(const Request& asked, const versioning::Proposed& proposed) {
  const auto& ways = asked.ways;
  std::vector<versioning::Merging> all;
  const bool titled = !asked.pull.title.empty();
  if (ways.merge.value_or(true))
    all.push_back({versioning::Way::merge, titled ? forge::merge_message(ways, asked.pull) : std::string{}});
  if (ways.rebase.value_or(false)) all.push_back({versioning::Way::rebase, {}});
  if (ways.squash.value_or(true) && !proposed.added.empty() && titled) {
    std::vector<std::string> messages;
    for (auto one = proposed.added.rbegin(); one != proposed.added.rend(); ++one) {
      if (one->entry.parents.size() < 2) messages.push_back(one->message);
    }
    all.push_back({versioning::Way::squash, forge::squash_message(ways, asked.pull, messages)});
  }
  if (all.empty()) all.push_back({versioning::Way::rebase, {}});
  return all;
}

asio::awaitable<Result<Preview>> read_preview(const std::string& directory, const model::Config& config,
                                              const Request& asked) {
  Preview preview;
  auto found = co_await find_ends(directory, config.git.remote, asked);
  RA_CO_TRY_ASSIGN(const Ends ends, std::move(found));
  git::Repository repository{directory, config.git.remote};
  const auto remote = co_await repository.remote_url();
  versioning::Question question;
  question.directory = directory;
  question.commit = ends.files;
  question.onto = ends.base;
  question.branch = asked.base;
  question.repository = repository_name(remote, directory);
  question.config = config.versioning;
  auto read = co_await versioning::read_proposed(question, ends.head);
  RA_CO_TRY_ASSIGN(preview.proposed, std::move(read));
  preview.base_branch = asked.base;
  preview.base = ends.base;
  preview.head = ends.head;
  preview.versioning = config.versioning;
  preview.style.config = config.changelog;
  if (config.changelog.links) {
    const std::string own = asked.event ? asked.event->repository_link : remote ? web_link(*remote) : std::string{};
    preview.style.links.repository = config.changelog.repository.empty() ? own : config.changelog.repository;
  }
  add_outcomes(preview, merging_of(asked, preview.proposed));
  co_return preview;
}

Result<Preview> make_preview(Shell& shell, const model::Config& config, const Request& asked) {
  const std::string directory = shell.globals.directory;
  return run_coroutine(read_preview(directory, config, asked));
}

// What cannot be told does not hide what was found out.
void tell(Shell& shell, const model::Config& config, const PreviewOptions& options, const Preview& preview) {
  const auto text = [&preview](std::size_t bytes) { return preview_markdown(preview, bytes); };
  (void)add_to_job_summary(shell, text);
  if (!options.comment || shell.globals.plan) return;
  OtherReport other;
  other.kind = "preview";
  other.key = "default";
  other.shared.comment = options.merge;
  other.state = preview.decides.refused ? "failed" : "passed";
  other.text = text;
  (void)comment_or_warn(shell, config, other);
}

Result<int> run_preview(Shell& shell, const PreviewOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  if (is_product(shell, config)) {
    shell.log.info("the versions of this repository are those of its manifest: merging releases what it says");
    return 0;
  }
  RA_TRY_ASSIGN(const Request asked, ask(shell, config, options));
  RA_TRY_ASSIGN(const Preview preview, make_preview(shell, config, asked));
  const std::string text = shell.output.redact()(preview_markdown(preview, report::comment_budget));
  if (!options.out.empty() && !shell.globals.plan)
    RA_TRY(write_file(fs::path{shell.globals.directory} / options.out, text));
  tell(shell, config, options, preview);
  if (shell.globals.json && !preview.decides.refused) {
    shell.output.result(json::dump_pretty(versioning::to_json(preview.decides.plan)));
  } else if (!shell.globals.json) {
    shell.output.result(text);
  }
  if (preview.decides.refused) return *preview.decides.refused;
  return 0;
}

}  // namespace

Command preview_command() {
  Command command;
  command.name = "preview";
  command.summary = "What merging this pull request would release: versions, why, and the notes";
  command.example = "release-action preview --into master";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<PreviewOptions>();
    app.add_option("--into", options->into, "The branch that the commits go into (default: the pull request's)");
    app.add_option("--title", options->title, "The pull request's title (default: what the forge says)");
    app.add_option("--out", options->out, "Write the report as Markdown, as large as a comment may be");
    app.add_option("--comment", options->comment, "Comment on the pull request, when a CI runs it (default: true)")
        ->expected(0, 1);
    app.add_option("--merge", options->merge, "Be a section of the comment of this name, which jobs share");
    return [options](Shell& shell) { return run_preview(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
