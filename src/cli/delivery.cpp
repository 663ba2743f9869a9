#include "cli/delivery.hpp"

#include "base/try.hpp"
#include "changelog/changelog.hpp"
#include "cli/author.hpp"
#include "cli/forge_check.hpp"
#include "cli/inputs.hpp"
#include "cli/source_time.hpp"
#include "cli/web_link.hpp"
#include "stage/fork.hpp"
#include "stage/status.hpp"
#include "version.hpp"

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace ra::cli {

namespace asio = boost::asio;

namespace {

// Of one component its version; of several, whose versions differ, what tells this plan from others.
std::string name_of(const Versions& versions) {
  const auto& components = versions.plan.components;
  if (versions.product || components.size() == 1) return components.front().to;
  constexpr std::size_t digits = 12;
  return versioning::digest_of(versions.plan).substr(std::string_view{"sha256:"}.size(), digits);
}

// A changelog beside each component that is released; one that is not there yet is begun.
Result<bump::Files> changelogs(const Versions& versions, const stage::Context& context, const model::Config& config,
                               const std::string& page) {
  bump::Files documents;
  if (versions.product) return documents;
  changelog::Style style;
  style.config = config.changelog;
  if (config.changelog.links)
    style.links.repository = config.changelog.repository.empty() ? page : config.changelog.repository;
  for (std::size_t i = 0; i < versions.plan.components.size(); ++i) {
    const auto& planned = versions.plan.components[i];
    if (!planned.changes()) continue;
    const std::string path = versioning::changelog_of(planned);
    changelog::Section section;
    section.version = planned.to;
    section.tag = planned.tag;
    if (!planned.from.empty()) section.previous_tag = history::tag_of(versions.reading.components[i].tag, planned.from);
    section.released_at =
        std::chrono::duration_cast<std::chrono::seconds>(context.source_time.time_since_epoch()).count();
    section.entries = versions.reading.subjects[i].entries;
    const auto before = versions.reading.tree.files.find(path);
    if (before == versions.reading.tree.files.end()) {
      documents[path] = changelog::keep_a_changelog_file({section}, style);
      continue;
    }
    auto inserted = changelog::insert(before->second, section, style);
    if (!inserted) return with_context(inserted.error(), path);
    if (*inserted != before->second) documents[path] = *std::move(inserted);
  }
  return documents;
}

std::vector<bump::Package> released(const Versions& versions) {
  std::vector<bump::Package> packages;
  for (std::size_t i = 0; i < versions.reading.components.size(); ++i) {
    if (!versions.plan.components[i].changes()) continue;
    const auto& own = versions.reading.components[i].packages;
    packages.insert(packages.end(), own.begin(), own.end());
  }
  return packages;
}

// The highest version of each component that the history of this commit has tagged, other than the one to come. A line
// goes its own way: on 3.16.x nobody asks for more than 4.0.0.
asio::awaitable<Result<std::map<std::string, std::string>>> last_versions(std::string directory, git::Sha commit,
                                                                          const versioning::ReleasePlan& plan,
                                                                          std::optional<versioning::Line> line) {
  std::map<std::string, std::string> last;
  const std::string any;
  const std::vector<git::Sha> held_by{commit};
  auto read = co_await history::read_tags(directory, any, held_by);
  RA_CO_TRY_ASSIGN(const auto tags, std::move(read));
  for (const auto& p : plan.components) {
    const auto at = p.to.empty() ? std::string::npos : p.tag.rfind(p.to);
    if (!p.changes() || at == std::string::npos) continue;
    std::string pattern = p.tag;
    pattern.replace(at, p.to.size(), "{version}");
    RA_CO_TRY_ASSIGN(const auto releases, history::releases_of(tags, pattern));
    const auto counts = [&](const history::Release& release) {
      const auto version = model::Version::parse_with_build(release.version);
      if (!version || release.tag == p.tag) return false;
      return !line || (version->major == line->major && (!line->minor || version->minor == *line->minor));
    };
    const auto highest = std::ranges::find_if(releases, counts);
    if (highest != releases.end()) last[p.name] = highest->version;
  }
  co_return last;
}

// What would be committed must come from the commit that is delivered, and not from what somebody is at work on.
asio::awaitable<Result<>> as_committed(git::Repository& repository, git::Sha commit, const Versions& versions) {
  if (!versions.product) co_return Result<>{};
  auto read = co_await repository.read(commit, versions.manifest);
  RA_CO_TRY_ASSIGN(const std::string committed, std::move(read));
  if (committed == versions.reading.tree.files.at(versions.manifest)) co_return Result<>{};
  co_return error(Errc::conflict, versions.manifest + " has changes that are not committed",
                  "commit them or stash them first");
}

}  // namespace

std::vector<stage::Record> DeliveryBench::records() const {
  std::vector<stage::Record> found;
  for (const auto& one : stages) {
    if (const auto* record = journal->record(std::string{one->name()})) found.push_back(*record);
  }
  return stage::completed(std::move(found), stages);
}

asio::awaitable<Result<>> on_the_branch(const stage::Context& context) {
  const std::string ref = "refs/heads/" + context.branch;
  auto fetched = co_await context.repository.fetch(ref);
  RA_CO_TRY_ASSIGN(const auto tip, std::move(fetched));
  Answer held = Answer::no;
  if (tip) {
    auto looked = co_await stage::is_ancestor(context, context.source, *tip);
    RA_CO_TRY_ASSIGN(held, std::move(looked));
  }
  if (held == Answer::yes) co_return Result<>{};
  co_return error(
      Errc::conflict,
      fmt::format("{} is not on the branch {} of the remote", versioning::short_of(context.source), context.branch),
      "push it first, or pull what others have pushed");
}

asio::awaitable<Result<>> open_delivery(Shell& shell, DeliveryBench& bench, Versions versions,
                                        DeliveryOptions options) {
  RA_CO_TRY_ASSIGN(bench.config, read_config(shell.globals));
  bench.stages = stage::all_stages();
  bench.repository = std::make_unique<git::Repository>(shell.globals.directory, bench.config.git.remote);
  const std::string& elsewhere = bench.config.stages.fork_remote;
  if (!elsewhere.empty()) bench.fork_home = std::make_unique<git::Repository>(shell.globals.directory, elsewhere);
  git::Repository& fork_home = bench.fork_home ? *bench.fork_home : *bench.repository;
  bench.context =
      std::make_unique<stage::Context>(stage::Context{bench.config, *bench.repository, fork_home, shell.log});
  stage::Context& context = *bench.context;
  context.folder = shell.globals.work_folder();
  context.program_version = ra::version;
  context.dry_run = options.run.dry_run;
  auto head = co_await bench.repository->head();
  RA_CO_TRY_ASSIGN(context.source, std::move(head));
  context.tip = context.source;
  auto clean = co_await as_committed(*bench.repository, context.source, versions);
  RA_CO_TRY(std::move(clean));
  auto time = co_await time_of_commit(shell.globals.directory, context.source);
  RA_CO_TRY_ASSIGN(context.source_time, std::move(time));
  context.branch = options.versions.branch;
  if (context.branch.empty()) {
    auto branch = co_await bench.repository->current_branch();
    RA_CO_TRY_ASSIGN(context.branch, std::move(branch));
  }
  if (context.branch.empty()) {
    co_return error(Errc::usage, "no branch is checked out: which one is released?", "name it with --branch");
  }
  auto who = co_await author(*bench.repository, shell.environment, bench.config.git);
  RA_CO_TRY_ASSIGN(context.who, std::move(who));
  context.version = name_of(versions);
  context.fork = bench.config.stages.fork;
  constexpr std::string_view placeholder = "{version}";
  context.fork.replace(context.fork.find(placeholder), placeholder.size(), context.version);
  const auto remote = co_await bench.repository->remote_url();
  const std::string page = remote ? web_link(*remote) : std::string{};
  RA_CO_TRY_ASSIGN(context.new_files, new_files(versions));
  RA_CO_TRY_ASSIGN(context.documents, changelogs(versions, context, bench.config, page));
  context.released = released(versions);
  context.redact = shell.output.redact();
  const auto line = versioning::line_of(context.branch, bench.config.versioning.lines);
  auto last = co_await last_versions(shell.globals.directory, context.source, versions.plan, line);
  RA_CO_TRY_ASSIGN(context.last, std::move(last));
  context.plan = std::move(versions.plan);

  stage::JournalOptions journal;
  journal.folder = context.folder / "stages";
  if (context.dry_run) journal.folder /= "dry-run";
  journal.who = context.who;
  journal.program_version = context.program_version;
  const std::string product = bench.config.product.empty() ? "delivery" : bench.config.product;
  if (!context.dry_run) journal.ref = fmt::format("refs/release-action/{}/{}-stages", product, context.version);
  bench.journal = std::make_unique<stage::Journal>(journal, fork_home, bench.clock);
  auto opened = co_await bench.journal->open();
  RA_CO_TRY(std::move(opened));
  const auto* merge = bench.journal->record("merge");
  context.merged = merge != nullptr && merge->state == stage::State::done;
  const std::string on_forge = remote ? forge_repository(shell.environment, *remote) : std::string{};
  if (!on_forge.empty() && !shell.environment.get("GITHUB_TOKEN").empty()) {
    const auto executor = co_await asio::this_coro::executor;
    RA_CO_TRY_ASSIGN(bench.forge, make_forge(shell, bench.config, on_forge, executor));
    context.pulls = &bench.forge->forge->pulls();
    context.statuses = &bench.forge->forge->statuses();
  }
  co_return Result<>{};
}

}  // namespace ra::cli
