#include "cli/release_run.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/random.hpp"
#include "base/terminal.hpp"
#include "base/try.hpp"
#include "cli/pull_request.hpp"
#include "cli/release_notices.hpp"
#include "cli/release_source.hpp"
#include "cli/report_files.hpp"
#include "cli/services.hpp"
#include "cli/style.hpp"
#include "cli/telling.hpp"
#include "cli/ticker.hpp"
#include "event/event.hpp"
#include "event/outputs.hpp"
#include "git/repository.hpp"
#include "orchestrate/ledger.hpp"
#include "orchestrate/moved.hpp"
#include "orchestrate/release.hpp"
#include "report/progress.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

constexpr std::chrono::seconds final_report_within{15};  // after a signal
constexpr std::chrono::seconds glance_at_comment{1};

// One `release` on this machine: its services, its display, its signals.
class ReleaseRun {
 public:
  ReleaseRun(Shell& shell, const Inputs& inputs, const model::Plan& plan, const ReleaseArguments& arguments)
      : shell_{shell},
        arguments_{arguments},
        mode_{arguments.dry_run ? model::Mode::dry_run : model::Mode::release},
        repository_{shell.globals.directory, inputs.config.git.remote},
        signals_{io_, SIGINT, SIGTERM},
        ticker_{io_, std::chrono::seconds{1}, [this] { show(); }},
        teller_{io_},
        files_{shell, arguments.report_dir} {
    source_.inputs = inputs;
    source_.plan = plan;
  }

  Result<int> run() {
    std::exception_ptr failed;
    spawn(io_.get_executor(), main(), [this, &failed](std::exception_ptr e) {
      failed = e;
      signals_.cancel();
      ticker_.stop();
    });
    io_.run();
    if (failed) std::rethrow_exception(failed);
    return outcome_;
  }

 private:
  asio::awaitable<void> main() {
    auto found = co_await find_source(shell_.globals, repository_, source_.inputs, source_.plan, mode_);
    if (!found) {
      outcome_ = found.error();
      co_return;
    }
    source_ = *std::move(found);
    if (source_.nothing_to_do.empty()) {
      co_await execute();
      co_return;
    }
    shell_.output.result(nothing_to_do());
    outcome_ = 0;
  }

  std::string nothing_to_do() const {
    if (!shell_.globals.json) return source_.nothing_to_do + "\n";
    model::Run run;
    run.product = source_.plan.product;
    run.version = source_.plan.version;
    run.edition = source_.inputs.config.edition;
    run.mode = mode_;
    run.state = model::RunState::passed;
    run.notes.push_back(source_.nothing_to_do);
    return json::dump_pretty(report::to_json(run));
  }

  asio::awaitable<void> execute() {
    const auto executor = co_await asio::this_coro::executor;
    auto services = make_services(shell_, source_.inputs.config, executor);
    if (!services) {
      outcome_ = services.error();
      co_return;
    }
    services_ = *std::move(services);
    auto notices = make_release_notices(shell_, source_.inputs.config, mode_, services_->clock, executor);
    if (!notices) {
      outcome_ = notices.error();
      co_return;
    }
    progress_ = make_progress();
    shell_.log.before_each([this] { progress_->make_way(); });
    const Random random = system_random();

    orchestrate::LedgerOptions ledger;
    ledger.folder = shell_.globals.work_folder();
    ledger.mode = source_.inputs.config.ledger;
    ledger.run_mode = mode_;
    ledger.product = source_.inputs.config.product;
    ledger.version = source_.plan.version;
    ledger.lease = source_.inputs.config.lease;
    ledger.who = git::Identity{source_.inputs.config.git.author_name, source_.inputs.config.git.author_email};
    ledger.holder =
        fmt::format("{} process {} ({:08x})", shell_.environment.host, shell_.environment.process, random() >> 32U);
    git::Repository* repository = source_.in_clone ? &repository_ : nullptr;
    ledger_ = std::make_unique<orchestrate::Ledger>(ledger, repository, services_->clock, shell_.log, executor);

    orchestrate::ReleaseOptions options;
    options.mode = mode_;
    options.resume = arguments_.resume != "no";
    options.only = arguments_.only;
    options.manifest_path = source_.manifest_path;
    options.sha = source_.sha;
    options.branch = source_.branch;
    options.repository_link = source_.link;
    options.who = ledger.holder;
    orchestrate::Context context{source_.inputs.config,   *services_->provider, *ledger_, repository,
                                 services_->clock,        shell_.log,           random,   [this] { show(); },
                                 orchestrate::remote_head};
    release_ = std::make_unique<orchestrate::Release>(std::move(context), source_.plan, std::move(options));
    release_->report = [this](const model::Run& run) { files_.write_now_and_then(run, services_->clock.steady()); };
    ticker_.start();
    spawn(io_.get_executor(), wait_for_signal());
    make_pull_request_report(executor);
    notices_ = *std::move(notices);
    using asio::experimental::awaitable_operators::operator&&;
    co_await (run_to_the_end() && tell_pull_request());
    if (notices_) co_await notices_->end(release_->view());
    finish();
  }

  asio::awaitable<void> run_to_the_end() {
    co_await release_->run();
    over_ = true;
    teller_.cancel();
  }

  // Beside the run, not within it: a slow forge holds nothing up until the last report.
  asio::awaitable<void> tell_pull_request() {
    while (pull_request_) {
      const bool last = over_;
      co_await pull_request_->tell(release_->view(), last);
      if (last) co_return;
      if (over_) continue;
      teller_.expires_after(glance_at_comment);
      co_await teller_.async_wait(nothrow);
    }
  }

  // Only a dry run that a CI runs for code of our own: what a fork wrote gets no token to use.
  void make_pull_request_report(asio::any_io_executor executor) {
    if (!arguments_.comment || mode_ != model::Mode::dry_run) return;
    const auto event = event_to_tell(shell_.environment);
    if (!event) {
      shell_.log.debug("no report on a pull request: {}", event.error().message);
      return;
    }
    auto forge = make_forge(shell_, source_.inputs.config, event->repository, executor);
    if (!forge) {
      shell_.log.info("no report on the pull request: {}", forge.error().message);
      trouble_.add(forge.error());
      return;
    }
    forge_ = *std::move(forge);
    pull_request_ =
        std::make_unique<PullRequestReport>(shell_, *forge_->forge, *event, arguments_.pull_request, services_->clock);
  }

  std::unique_ptr<report::Progress> make_progress() {
    const report::Write write = [this](const std::string& text) { shell_.output.aside(text); };
    if (!shell_.environment.stderr_is_terminal) return report::line_per_change(write);
    const report::AskStyle style = [this] {
      auto now = style_of(shell_, true);
      if (const auto size = terminal_size()) {
        now.columns = size->columns;
        now.rows = size->rows;
      }
      return now;
    };
    return report::live_table(write, style);
  }

  void show() {
    if (progress_ && release_) progress_->update(release_->view(), services_->clock.wall());
    if (notices_ && release_) notices_->look(release_->view());
  }

  asio::awaitable<void> wait_for_signal() {
    const auto [ec, number] = co_await signals_.async_wait(nothrow);
    if (ec) co_return;
    shell_.log.warning("told to stop: nothing more is started; the final report follows (again to stop at once)");
    release_->interrupt();
    spawn(io_.get_executor(), services_->provider->interrupt());
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
    files_.write(run);
    if (progress_) progress_->finish();
    std::_Exit(exit_code(Errc::cancelled));
  }

  void finish() {
    shell_.log.before_each({});
    progress_->finish();
    const model::Run& run = release_->view();
    trouble_.add(add_to_job_summary(shell_, [&](std::size_t bytes) { return report::markdown_within(run, bytes); }));
    trouble_.add(files_.trouble());
    if (pull_request_) trouble_.add(pull_request_->trouble());
    if (shell_.globals.json) {
      shell_.output.result(json::dump_pretty(report::to_json(run)));
    } else {
      const auto style = style_of(shell_, shell_.environment.stdout_is_terminal);
      shell_.output.result(report::terminal(run, style));
      shell_.output.result(fmt::format("\nreport: {}\n", (files_.folder() / "report.html").string()));
    }
    const event::Outputs outputs{{"state", std::string{model::to_string(run.state)}},
                                 {"version", run.version},
                                 {"report", files_.path_for_later_steps()}};
    const auto written = event::write_outputs(shell_.environment, outputs, system_random());
    if (!written) shell_.log.warning("later steps are not told of it: {}", written.error().message);
    outcome_ = exit_of(run);
  }

  Result<int> exit_of(const model::Run& run) const {
    if (run.state == model::RunState::cancelled)
      return error(Errc::cancelled, "cancelled", "run the same command again: it goes on where it stopped");
    if (release_->error()) return *release_->error();
    if (run.state != model::RunState::passed) return exit_code(Errc::failed_ci);
    if (arguments_.strict_report && trouble_.first()) return *trouble_.first();
    return 0;
  }

  Shell& shell_;
  ReleaseSource source_;
  const ReleaseArguments& arguments_;
  model::Mode mode_;
  asio::io_context io_{1};
  git::Repository repository_;
  asio::signal_set signals_;
  Ticker ticker_;  // elapsed times move also when nothing else does
  asio::steady_timer teller_;
  bool over_ = false;
  std::unique_ptr<Services> services_;
  std::unique_ptr<ForgeServices> forge_;
  std::unique_ptr<PullRequestReport> pull_request_;
  std::unique_ptr<ReleaseNotices> notices_;
  std::unique_ptr<orchestrate::Ledger> ledger_;
  std::unique_ptr<orchestrate::Release> release_;
  std::unique_ptr<report::Progress> progress_;
  ReportFiles files_;
  Trouble trouble_;  // with all of the report
  Result<int> outcome_ = 0;
};

}  // namespace

Result<int> run_release(Shell& shell, const Inputs& inputs, const model::Plan& plan,
                        const ReleaseArguments& arguments) {
  ReleaseRun run{shell, inputs, plan, arguments};
  return run.run();
}

}  // namespace ra::cli
