#include "cli/release_run.hpp"

#include "base/files.hpp"
#include "base/random.hpp"
#include "base/try.hpp"
#include "cli/services.hpp"
#include "cli/web_link.hpp"
#include "git/repository.hpp"
#include "orchestrate/ledger.hpp"
#include "orchestrate/release.hpp"
#include "report/progress.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds final_report_within{15};  // after a signal

// One `release` on this machine: its services, its display, its signals.
class ReleaseRun {
 public:
  ReleaseRun(Shell& shell, const Inputs& inputs, const model::Plan& plan, const ReleaseArguments& arguments)
      : shell_{shell},
        inputs_{inputs},
        plan_{plan},
        arguments_{arguments},
        mode_{arguments.dry_run ? model::Mode::dry_run : model::Mode::release},
        repository_{shell.globals.directory, inputs.config.git.remote},
        signals_{io_, SIGINT, SIGTERM},
        ticker_{io_} {}

  Result<int> run() {
    std::exception_ptr failed;
    asio::co_spawn(io_, main(), [this, &failed](std::exception_ptr e) {
      failed = e;
      signals_.cancel();
      ticker_.cancel();
    });
    io_.run();
    if (failed) std::rethrow_exception(failed);
    return outcome_;
  }

 private:
  asio::awaitable<void> main() {
    auto prepared = co_await prepare();
    if (!prepared) {
      outcome_ = prepared.error();
      co_return;
    }
    if (!*prepared) co_return;
    co_await execute();
  }

  // The manifest and plan of a real release are those of the remote branch: what counts is what others see.
  // False: there is nothing to do, and it was said.
  asio::awaitable<Result<bool>> prepare() {
    std::error_code ignored;
    in_clone_ = fs::exists(fs::path{shell_.globals.directory} / ".git", ignored);
    if (in_clone_) RA_CO_TRY(co_await look_at_clone());
    if (mode_ == model::Mode::release) {
      if (!in_clone_) {
        co_return error(Errc::config,
                        fmt::format("{} is not a git clone; a release is written into the release repository",
                                    shell_.globals.directory),
                        "run it in a clone of the release repository; a dry run works anywhere");
      }
      auto go_on = co_await read_remote_manifest();
      if (!go_on || !*go_on) co_return go_on;
    }
    if (plan_.to_release() > 0) co_return true;
    if (mode_ == model::Mode::release && plan_.snapshot) {
      const std::vector<std::string> start{"refs/tags/" + plan_.version + "_START"};
      RA_CO_TRY_ASSIGN(const auto refs, co_await repository_.remote_refs(start));
      if (!refs.empty()) co_return true;
    }
    shell_.output.result(nothing_to_release());
    outcome_ = 0;
    co_return false;
  }

  std::string nothing_to_release() const {
    if (!shell_.globals.json) return fmt::format("{} {}: nothing is to be released\n", plan_.product, plan_.version);
    model::Run run;
    run.product = plan_.product;
    run.version = plan_.version;
    run.edition = inputs_.config.edition;
    run.mode = mode_;
    run.state = model::RunState::passed;
    run.notes.emplace_back("nothing is to be released");
    return json::dump_pretty(report::to_json(run));
  }

  asio::awaitable<Result<>> look_at_clone() {
    const auto head = co_await repository_.head();
    if (head) sha_ = *head;
    auto branch = co_await repository_.current_branch();
    if (branch) branch_ = *std::move(branch);
    const auto url = co_await repository_.remote_url();
    if (url) link_ = web_link(*url);
    auto who = co_await repository_.identity();
    auto& git = inputs_.config.git;
    if (who && git.author_name.empty()) git.author_name = who->name;
    if (who && git.author_email.empty()) git.author_email = who->email;
    if (git.author_name.empty()) git.author_name = "release-action";
    if (git.author_email.empty()) git.author_email = "release-action@localhost";
    co_return Result<>{};
  }

  asio::awaitable<Result<bool>> read_remote_manifest() {
    const std::string local_version = plan_.version;
    const std::string branch = "refs/heads/" + plan_.branch;
    RA_CO_TRY_ASSIGN(const auto head, co_await repository_.fetch(branch));
    if (!head) {
      co_return error(Errc::not_found, fmt::format("the release repository has no branch {}", plan_.branch),
                      "push it, or set branches.main and branches.release in release-action.json");
    }
    const git::Sha commit = *head;
    const std::string path = manifest_path();
    RA_CO_TRY_ASSIGN(std::string text, co_await repository_.read(commit, path));
    Inputs remote = with_manifest(inputs_, std::move(text));
    model::Plan plan = model::make_plan(remote.manifest, remote.config);
    if (model::any_errors(plan.findings)) {
      co_return with_context(findings_error(plan.findings, remote.manifest.file),
                             fmt::format("{} of branch {}", path, plan_.branch));
    }
    const std::vector<std::string> tag{"refs/tags/" + local_version};
    RA_CO_TRY_ASSIGN(const auto tags, co_await repository_.remote_refs(tag));
    if (!tags.empty() && plan.version != local_version) {
      shell_.output.result(fmt::format("{} {} was released already; {} is at {} now\n", plan.product, local_version,
                                       plan_.branch, plan.product_version));
      outcome_ = 0;
      co_return false;
    }
    if (!tags.empty()) {
      co_return error(Errc::conflict, fmt::format("tag {} is already in the release repository", local_version),
                      "it was released before; set the manifest's version to the next one");
    }
    inputs_ = std::move(remote);
    plan_ = std::move(plan);
    sha_ = commit;
    co_return true;
  }

  std::string manifest_path() const {
    std::error_code ec;
    const auto path = fs::relative(inputs_.manifest_path, shell_.globals.directory, ec);
    return ec || path.empty() ? inputs_.manifest.file : path.string();
  }

  asio::awaitable<void> execute() {
    const auto executor = co_await asio::this_coro::executor;
    auto services = make_services(shell_, inputs_.config, executor);
    if (!services) {
      outcome_ = services.error();
      co_return;
    }
    services_ = *std::move(services);
    progress_ = make_progress();
    shell_.log.before_each([this] { progress_->make_way(); });
    const Random random = system_random();

    orchestrate::LedgerOptions ledger;
    ledger.folder = shell_.globals.work_folder();
    ledger.mode = inputs_.config.ledger;
    ledger.run_mode = mode_;
    ledger.product = inputs_.config.product;
    ledger.version = plan_.version;
    ledger.lease = inputs_.config.lease;
    ledger.who = git::Identity{inputs_.config.git.author_name, inputs_.config.git.author_email};
    ledger.holder =
        fmt::format("{} process {} ({:08x})", shell_.environment.host, shell_.environment.process, random() >> 32U);
    git::Repository* repository = in_clone_ ? &repository_ : nullptr;
    ledger_ = std::make_unique<orchestrate::Ledger>(ledger, repository, services_->clock, shell_.log, executor);

    orchestrate::ReleaseOptions options;
    options.mode = mode_;
    options.resume = arguments_.resume != "no";
    options.only = arguments_.only;
    options.manifest_path = manifest_path();
    options.sha = sha_;
    options.branch = branch_;
    options.repository_link = link_;
    options.who = ledger.holder;
    orchestrate::Context context{inputs_.config,   *services_->provider, *ledger_, repository,
                                 services_->clock, shell_.log,           random,   [this] { show(); }};
    release_ = std::make_unique<orchestrate::Release>(std::move(context), plan_, std::move(options));
    release_->report = [this](const model::Run& run) { write_reports(run); };
    asio::co_spawn(io_, tick(), asio::detached);
    asio::co_spawn(io_, wait_for_signal(), asio::detached);
    co_await release_->run();
    finish();
  }

  std::unique_ptr<report::Progress> make_progress() {
    const report::Write write = [this](const std::string& text) { shell_.output.aside(text); };
    if (!shell_.environment.stderr_is_terminal) return report::line_per_change(write);
    report::TerminalStyle style;
    style.colour = !shell_.globals.no_color && shell_.environment.get("NO_COLOR").empty();
    style.columns = shell_.environment.columns;
    style.rows = shell_.environment.rows;
    return report::live_table(write, style);
  }

  void show() {
    if (progress_ && release_) progress_->update(release_->view(), services_->clock.wall());
  }

  // Elapsed times move also when nothing else does.
  asio::awaitable<void> tick() {
    for (;;) {
      ticker_.expires_after(std::chrono::seconds{1});
      const auto [ec] = co_await ticker_.async_wait(nothrow);
      if (ec) co_return;
      show();
    }
  }

  asio::awaitable<void> wait_for_signal() {
    const auto [ec, number] = co_await signals_.async_wait(nothrow);
    if (ec) co_return;
    shell_.log.warning("told to stop: nothing more is started; the final report follows (again to stop at once)");
    release_->interrupt();
    asio::co_spawn(io_, services_->provider->interrupt(), asio::detached);
    asio::steady_timer limit{io_, final_report_within};
    limit.async_wait([this](boost::system::error_code timed_out) {
      if (!timed_out) give_up();
    });
    const auto [again, second] = co_await signals_.async_wait(nothrow);
    if (!again) give_up();
  }

  // The ledger makes this as safe as being killed.
  void give_up() {
    model::Run run = release_->view();
    run.state = model::RunState::cancelled;
    run.finished_at = format_utc(services_->clock.wall());
    write_reports(run);
    if (progress_) progress_->finish();
    std::_Exit(exit_code(Errc::cancelled));
  }

  fs::path report_folder() const {
    return arguments_.report_dir.empty() ? shell_.globals.work_folder() : fs::path{arguments_.report_dir};
  }

  void write_reports(const model::Run& run) {
    const auto& redact = shell_.output.redact();
    const std::vector<std::pair<std::string, std::string>> files{
        {"report.json", json::dump_pretty(report::to_json(run))},
        {"report.md", report::markdown(run)},
        {"report.html", report::html(run)}};
    for (const auto& [name, content] : files) {
      const auto written = write_file(report_folder() / name, redact(content));
      if (!written) shell_.log.warning("{}", written.error().message);
    }
  }

  void finish() {
    shell_.log.before_each({});
    progress_->finish();
    const model::Run& run = release_->view();
    if (shell_.globals.json) {
      shell_.output.result(json::dump_pretty(report::to_json(run)));
    } else {
      report::TerminalStyle style;
      style.colour = shell_.environment.stdout_is_terminal && !shell_.globals.no_color &&
                     shell_.environment.get("NO_COLOR").empty();
      style.columns = shell_.environment.columns;
      shell_.output.result(report::terminal(run, style));
      shell_.output.result(fmt::format("\nreport: {}\n", (report_folder() / "report.html").string()));
    }
    outcome_ = exit_of(run);
  }

  Result<int> exit_of(const model::Run& run) const {
    if (run.state == model::RunState::cancelled)
      return error(Errc::cancelled, "cancelled", "run the same command again: it goes on where it stopped");
    if (release_->error()) return *release_->error();
    return run.state == model::RunState::passed ? 0 : exit_code(Errc::failed_ci);
  }

  Shell& shell_;
  Inputs inputs_;
  model::Plan plan_;
  const ReleaseArguments& arguments_;
  model::Mode mode_;
  asio::io_context io_{1};
  git::Repository repository_;
  asio::signal_set signals_;
  asio::steady_timer ticker_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<orchestrate::Ledger> ledger_;
  std::unique_ptr<orchestrate::Release> release_;
  std::unique_ptr<report::Progress> progress_;
  std::string sha_;
  std::string branch_;  // of the checkout; empty when detached
  std::string link_;
  bool in_clone_ = false;
  Result<int> outcome_ = 0;
};

}  // namespace

Result<int> run_release(Shell& shell, const Inputs& inputs, const model::Plan& plan,
                        const ReleaseArguments& arguments) {
  ReleaseRun run{shell, inputs, plan, arguments};
  return run.run();
}

}  // namespace ra::cli
