#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/web_link.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/try.hpp"
#include "changelog/changelog.hpp"
#include "changelog/sections.hpp"
#include "history/history.hpp"
#include "history/unreleased.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <functional>
#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t largest_file = std::uint64_t{64} << 20U;
constexpr std::string_view component_mark = "{component}";

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

// Which commits and which tags: of the whole repository, or of a folder in it.
struct Part {
  std::vector<std::string> patterns;  // the forms that its tags may have
  std::vector<std::string> folders;   // none: the whole repository
  std::uint32_t folder = 0;           // the one of them that is asked for
};

std::string filled(std::string pattern, std::string_view name) {
  const std::size_t at = pattern.find(component_mark);
  if (at != std::string::npos) pattern.replace(at, component_mark.size(), name);
  return pattern;
}

Result<Part> part_of(const ChangelogOptions& options, const model::VersioningConfig& config) {
  Part part;
  std::string tag = options.tag_pattern.empty() ? config.tag : options.tag_pattern;
  part.patterns = {"v{version}", "{version}"};
  std::string name;
  if (!options.component.empty()) {
    const auto& known = config.components;
    const auto found = std::ranges::find_if(
        known, [&](const auto& c) { return c.name == options.component || c.path == options.component; });
    for (const auto& component : known) part.folders.push_back(component.path);
    if (found != known.end()) {
      part.folder = static_cast<std::uint32_t>(found - known.begin());
      name = found->name;
      if (options.tag_pattern.empty() && !found->tag.empty()) tag = found->tag;
    } else {
      std::string path = options.component;
      while (path.ends_with('/')) path.pop_back();
      if (path.empty() || path.starts_with('/') || path.find("..") != std::string::npos) {
        return error(Errc::usage, "\"" + one_line(options.component, 100) + "\" is no folder of the repository");
      }
      part.folder = static_cast<std::uint32_t>(part.folders.size());
      part.folders.push_back(path);
      name = path.substr(path.rfind('/') + 1);
    }
    part.patterns = {"{component}-v{version}",
                     "{component}/v{version}",
                     "{component}@{version}",
                     "{component}-{version}",
                     "{component}/{version}",
                     "v{version}",
                     "{version}"};
  }
  if (!tag.empty()) part.patterns = {tag};
  for (std::string& pattern : part.patterns) pattern = filled(std::move(pattern), name);
  return part;
}

class Maker {
 public:
  Maker(Shell& shell, const ChangelogOptions& options, const model::Config& config)
      : shell_{shell}, options_{options}, config_{config} {
    style_.config = config.changelog;
  }

  asio::awaitable<Result<>> read() {
    RA_CO_TRY_ASSIGN(part_, part_of(options_, config_.versioning));
    if (!part_.folders.empty()) folders_.emplace(part_.folders);
    auto tagged = co_await read_releases();
    RA_CO_TRY(std::move(tagged));
    std::vector<std::string> refs = {options_.to.empty() ? "HEAD" : options_.to};
    if (!options_.from.empty()) refs.push_back(options_.from);
    auto resolved = co_await git::resolve_commits(directory(), refs);
    RA_CO_TRY_ASSIGN(commits_, std::move(resolved));
    if (config_.changelog.links) {
      auto linked = co_await find_repository();
      style_.links.repository = linked;
    }
    if (options_.full || !options_.from.empty()) {
      auto done = co_await read_all();
      co_return done;
    }
    auto done = co_await read_last();
    co_return done;
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

  // By the form that most tags have, where nobody says which it is.
  asio::awaitable<Result<>> read_releases() {
    const std::string all;
    auto read = co_await history::read_tags(directory(), all);
    RA_CO_TRY_ASSIGN(const std::vector<history::Tag> tags, std::move(read));
    pattern_ = part_.patterns.front();
    for (const std::string& pattern : part_.patterns) {
      RA_CO_TRY_ASSIGN(auto found, history::releases_of(tags, pattern));
      if (found.size() <= releases_.size()) continue;
      releases_ = std::move(found);
      pattern_ = pattern;
    }
    co_return Result<>{};
  }

  asio::awaitable<std::string> find_repository() {
    if (!config_.changelog.repository.empty()) co_return config_.changelog.repository;
    git::Repository repository{directory(), config_.git.remote};
    const auto url = co_await repository.remote_url();
    if (!url) co_return std::string{};
    co_return web_link(*url);
  }

  bool needs_all() const { return options_.format == "json" || !template_text_.empty(); }

  bool belongs(const history::Entry& entry) const {
    return !folders_ || std::ranges::find(entry.components, part_.folder) != entry.components.end();
  }

  // Each version's section, in one pass. By their dates commits come at once, while git is still reading; a clock that
  // went wrong shows, and then they are read again in the order of the graph.
  asio::awaitable<Result<>> read_all() {
    bool done = false;
    if (options_.from.empty()) {
      auto by_date = co_await read_in_order(true);
      RA_CO_TRY_ASSIGN(done, std::move(by_date));
    }
    if (done) co_return Result<>{};
    auto by_graph = co_await read_in_order(false);
    RA_CO_TRY(std::move(by_graph));
    co_return Result<>{};
  }

  // False when they came in another order than that of the graph.
  asio::awaitable<Result<bool>> read_in_order(bool by_date) {
    const auto parts = needs_all() ? history::EntryParts::all : history::EntryParts::titles;
    git::LogRequest request;
    request.from = {commits_.front()};
    if (commits_.size() > 1) request.without = {commits_[1]};
    request.paths = folders_.has_value();
    request.in_any_order = by_date;
    changelog::Splitter splitter{releases_};
    std::vector<std::vector<history::Entry>> entries(releases_.size());
    std::vector<history::Entry> unreleased;
    const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& commit) -> Result<> {
      const std::size_t release = splitter.next(commit.sha, commit.parents);
      history::Entry entry = history::entry_of(commit, parts);
      if (folders_) {
        for (const std::string_view path : commit.paths) folders_->add_owner(path, entry.components);
        if (!belongs(entry)) return {};
      }
      (release == changelog::Splitter::unreleased ? unreleased : entries[release]).push_back(std::move(entry));
      return {};
    };
    auto read = co_await git::read_log(directory(), request, each);
    RA_CO_TRY(std::move(read));
    if (by_date && splitter.waits()) co_return false;
    sections_ = changelog::sections_of(releases_, splitter, std::move(entries), std::move(unreleased));
    if (sections_.empty() && !options_.from.empty()) sections_.emplace_back();
    if (!sections_.empty() && !options_.from.empty()) sections_.back().previous_tag = options_.from;
    name_unreleased();
    co_return true;
  }

  // What is not released yet, or, asked for by its tag, the one version.
  asio::awaitable<Result<>> read_last() {
    const auto own = std::ranges::find(releases_, commits_.front(), &history::Release::commit);
    const bool itself = own != releases_.end() && !options_.to.empty() && !options_.unreleased;
    auto read = co_await history::read_unreleased(directory(), commits_.front(), releases_, itself,
                                                  folders_ ? &*folders_ : nullptr);
    RA_CO_TRY_ASSIGN(history::Unreleased found, std::move(read));
    std::erase_if(found.entries, [&](const history::Entry& entry) { return !belongs(entry); });
    changelog::Section section;
    section.entries = history::without_reverted(std::move(found.entries));
    if (found.since) section.previous_tag = found.since->tag;
    if (itself) {
      section.version = own->version;
      section.tag = own->tag;
      section.released_at = own->tagged_at;
    }
    sections_.push_back(std::move(section));
    name_unreleased();
    co_return Result<>{};
  }

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
  Part part_;
  std::optional<history::Folders> folders_;
  std::string pattern_;
  std::vector<history::Release> releases_;
  std::vector<git::Sha> commits_;  // to, from
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
  asio::io_context io{1};
  std::optional<Result<>> read;
  std::exception_ptr failed;
  asio::co_spawn(io, maker.read(), [&](std::exception_ptr e, Result<> r) {
    failed = std::move(e);
    read = std::move(r);
  });
  io.run();
  if (failed) std::rethrow_exception(failed);
  RA_TRY(*std::move(read));
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
