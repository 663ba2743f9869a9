#include "cli/changelog_part.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/web_link.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "changelog/reading.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/awaitable.hpp>

#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t largest_file = std::uint64_t{64} << 20U;

struct ChangelogOptions {
  std::string from;
  std::string to;
  bool unreleased = false;
  bool full = false;
  std::string as;
  std::string format = "keepachangelog";
  std::string template_file;
  std::string component;
  std::string tag_pattern;
  std::string write;
};

class Maker {
 public:
  Maker(Shell& shell, const ChangelogOptions& options, const model::Config& config)
      : shell_{shell}, options_{options}, config_{config} {
    style_.config = config.changelog;
  }

  asio::awaitable<Result<>> read() {
    changelog::Range range;
    range.directory = directory();
    std::vector<std::string> refs = {options_.to.empty() ? "HEAD" : options_.to};
    if (!options_.from.empty()) refs.push_back(options_.from);
    auto resolved = co_await git::resolve_commits(directory(), refs);
    RA_CO_TRY_ASSIGN(const std::vector<git::Sha> commits, std::move(resolved));
    PartAsked asked{options_.component, options_.tag_pattern};
    auto read = co_await read_part(directory(), config_, commits.front(), std::move(asked));
    RA_CO_TRY_ASSIGN(Part part, std::move(read));
    pattern_ = part.pattern;
    if (config_.changelog.links) {
      auto linked = co_await find_repository();
      style_.links.repository = linked;
    }
    range.to = commits.front();
    if (commits.size() > 1) range.from = commits[1];
    range.from_name = options_.from;
    range.each_version = options_.full;
    range.itself = !options_.to.empty() && !options_.unreleased;
    range.releases = std::move(part.releases);
    range.folders = std::move(part.folders);
    range.own = std::move(part.own);
    range.parts = needs_all() ? history::EntryParts::all : history::EntryParts::titles;
    auto sections = co_await changelog::read_sections(range);
    RA_CO_TRY_ASSIGN(sections_, std::move(sections));
    name_unreleased();
    co_return Result<>{};
  }

  Result<std::string> text() {
    if (!template_text_.empty()) return changelog::from_template(template_text_, sections_, style_);
    if (options_.format == "json") return changelog::json_text(sections_, style_);
    if (options_.format == "github") return changelog::github_notes(sections_, style_);
    if (options_.full) return changelog::keep_a_changelog_file(sections_, style_);
    return changelog::keep_a_changelog(sections_, style_);
  }

  Result<> read_template() {
    const std::string& file = options_.template_file.empty() ? config_.changelog.template_file : options_.template_file;
    if (file.empty()) return {};
    auto text = read_file(fs::path{directory()} / file, largest_file);
    if (!text) return error(Errc::config, text.error().message, "--template names a file of the repository");
    template_text_ = *std::move(text);
    if (template_text_.empty()) return error(Errc::config, "the template " + file + " is empty");
    return {};
  }

  Result<bool> write() {
    const fs::path path = fs::path{directory()} / options_.write;
    auto old = read_file(path, largest_file);
    if (!old && old.error().code != Errc::not_found) return old.error();
    const std::string before = old ? *old : std::string{};
    std::string after = before;
    // The oldest first: each finds its place above those that are older.
    for (auto section = sections_.rbegin(); section != sections_.rend(); ++section) {
      RA_TRY_ASSIGN(after, changelog::insert(after, *section, style_));
    }
    if (after == before) return false;
    if (!shell_.globals.plan) RA_TRY(write_file(path, after));
    return true;
  }

 private:
  std::string directory() const { return shell_.globals.directory; }

  asio::awaitable<std::string> find_repository() {
    if (!config_.changelog.repository.empty()) co_return config_.changelog.repository;
    git::Repository repository{directory(), config_.git.remote};
    const auto url = co_await repository.remote_url();
    if (!url) co_return std::string{};
    co_return web_link(*url);
  }

  bool needs_all() const { return options_.format == "json" || !template_text_.empty(); }

  void name_unreleased() {
    if (options_.as.empty() || sections_.empty() || !sections_.front().version.empty()) return;
    changelog::Section& section = sections_.front();
    section.version = options_.as;
    section.tag = history::tag_of(pattern_, options_.as);
    section.released_at = std::chrono::duration_cast<std::chrono::seconds>(Clock{}.wall().time_since_epoch()).count();
  }

  Shell& shell_;
  const ChangelogOptions& options_;
  const model::Config& config_;
  changelog::Style style_;
  std::string pattern_;
  std::vector<changelog::Section> sections_;
  std::string template_text_;
};

Result<int> make_changelog(Shell& shell, ChangelogOptions options) {
  if (shell.globals.json) options.format = "json";
  if (!options.write.empty() && (options.format != "keepachangelog" || !options.template_file.empty())) {
    return error(Errc::usage, "--write inserts the keepachangelog form and no other",
                 "leave --format and --template out, or redirect the output into a file");
  }
  if (options.full && (!options.from.empty() || options.unreleased)) {
    return error(Errc::usage, "--full is the whole history: --from and --unreleased ask for a part of it");
  }
  if (!options.as.empty() && !model::Version::parse_with_build(options.as)) {
    return error(Errc::usage, "\"" + one_line(options.as, 60) + "\" is not a version", "--as 1.2.0");
  }
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  Maker maker{shell, options, config};
  if (options.write.empty() && options.format == "keepachangelog") RA_TRY(maker.read_template());
  RA_TRY(run_coroutine(maker.read()));
  if (options.write.empty()) {
    RA_TRY_ASSIGN(std::string text, maker.text());
    shell.output.result(std::move(text));
    return 0;
  }
  RA_TRY_ASSIGN(const bool changed, maker.write());
  const char* done = changed ? (shell.globals.plan ? "would be written" : "written") : "is up to date";
  shell.output.aside(fmt::format("{} {}\n", one_line(options.write, 200), done));
  return 0;
}

}  // namespace

Command changelog_command() {
  Command command;
  command.name = "changelog";
  command.summary = "What has changed, out of the commits: since the last version, of a range, or all of it";
  command.example = "release-action changelog --write CHANGELOG.md --as 1.3.0";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<ChangelogOptions>();
    app.add_option("--from", options->from, "After this tag or commit (default: the last version)");
    app.add_option("--to", options->to, "Up to this tag, branch or commit (default: HEAD)");
    app.add_flag("--unreleased", options->unreleased, "What no version has yet; it is also the default");
    app.add_flag("--full", options->full, "The whole history, version by version");
    app.add_option("--as", options->as, "The version that the unreleased changes get, such as 1.3.0");
    app.add_option("--format", options->format, "keepachangelog, github or json")
        ->check(CLI::IsMember({"keepachangelog", "github", "json"}));
    app.add_option("--template", options->template_file, "A form of your own: see docs/changelog.md");
    app.add_option("--component", options->component, "Only this component, by its name or folder");
    app.add_option("--tag-pattern", options->tag_pattern, "How tags hold versions, such as v{version}");
    app.add_option("--write", options->write, "Insert it into this file, such as CHANGELOG.md");
    return [options](Shell& shell) { return make_changelog(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
