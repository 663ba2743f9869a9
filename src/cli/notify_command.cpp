#include "cli/inputs.hpp"
#include "cli/notices.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"
#include "notify/retry.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

constexpr const char* every_run = "all";

struct NotifyOptions {
  std::string retry;  // a version, or all
};

// Each to its own destination alone.
asio::awaitable<void> tell_again(Shell& shell, std::vector<notify::Destination> destinations,
                                 std::vector<notify::LostNotice> lost, const Clock& clock) {
  const auto executor = co_await asio::this_coro::executor;
  for (const auto& destination : destinations) {
    std::vector<notify::Destination> alone{destination};
    alone.front().on = model::all_moments();
    Notices notices{shell, std::move(alone), clock, executor};
    for (const auto& notice : lost) {
      if (notice.destination == destination.name) notices.tell(notice.event);
    }
    co_await notices.flush();
  }
}

// What fails again is noted again by those who tell.
Result<int> retry_notices(Shell& shell, const NotifyOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto destinations, notice_destinations(shell, config));
  const auto file = lost_notices_file(shell);
  RA_TRY_ASSIGN(auto all, notify::lost_notices(file));
  const auto is_wanted = [&](const notify::LostNotice& notice) {
    const bool reachable =
        std::ranges::find(destinations, notice.destination, &notify::Destination::name) != destinations.end();
    return reachable && (options.retry == every_run || notice.event.version == options.retry);
  };
  const auto rest = std::stable_partition(all.begin(), all.end(), is_wanted);
  const std::vector<notify::LostNotice> again{all.begin(), rest};
  const std::vector<notify::LostNotice> others{rest, all.end()};
  if (again.empty()) {
    shell.output.result("no notice was lost that could be sent again\n");
    return 0;
  }
  if (shell.globals.plan) {
    for (const auto& notice : again)
      shell.output.result(fmt::format("{}: {}\n", notice.destination, notify::line_of(notice.event)));
    return 0;
  }
  // Taken out before they are sent: whoever is killed in between has told somebody once, and not twice.
  RA_TRY(notify::write_lost(file, others));
  asio::io_context io{1};
  const Clock clock;
  run_coroutine(io, tell_again(shell, destinations, again, clock));
  RA_TRY_ASSIGN(const auto now, notify::lost_notices(file));
  const std::size_t still = now.size() - std::min(now.size(), others.size());
  shell.output.result(
      fmt::format("{} of {} notices were sent\n", again.size() - std::min(still, again.size()), again.size()));
  if (still == 0) return 0;
  return error(Errc::unavailable, fmt::format("{} notices were lost again", still), "run the same command again");
}

}  // namespace

Command notify_command() {
  Command command;
  command.name = "notify";
  command.summary = "Sends again the notices that did not arrive";
  command.example = "release-action notify --retry all";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<NotifyOptions>();
    app.add_option("--retry", options->retry, "Those of the release of this version, or all")->required();
    return [options](Shell& shell) { return retry_notices(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
