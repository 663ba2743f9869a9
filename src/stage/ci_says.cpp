#include "stage/ci_says.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

enum class Light { running, green, red };

struct Said {
  std::string name;
  Light light = Light::running;
  std::string word;  // as the forge has it
  std::string link;
};

Said of_status(const forge::Status& status) {
  switch (status.state) {
    case forge::State::success: return {status.context, Light::green, "success", status.link};
    case forge::State::failure: return {status.context, Light::red, "failure", status.link};
    case forge::State::error: return {status.context, Light::red, "error", status.link};
    case forge::State::pending: break;
  }
  return {status.context, Light::running, "pending", status.link};
}

// Neutral and skipped ones stand in no merge's way either.
Said of_check(const forge::CheckRun& run) {
  const bool green = run.conclusion == "success" || run.conclusion == "neutral" || run.conclusion == "skipped";
  if (run.conclusion.empty()) return {run.name, Light::running, "in progress", run.link};
  return {run.name, green ? Light::green : Light::red, run.conclusion, run.link};
}

asio::awaitable<Result<std::vector<Said>>> said_of(forge::Statuses& forge, git::Sha commit) {
  auto statuses = co_await forge.of(commit);
  RA_CO_TRY_ASSIGN(const std::vector<forge::Status> lines, std::move(statuses));
  auto checks = co_await forge.checks_of(commit);
  RA_CO_TRY_ASSIGN(const std::vector<forge::CheckRun> runs, std::move(checks));
  std::vector<Said> all;
  std::ranges::transform(lines, std::back_inserter(all), of_status);
  std::ranges::transform(runs, std::back_inserter(all), of_check);
  co_return all;
}

// Of what was asked for: a status and a check run may have the same name, then both count.
struct Tally {
  std::vector<Said> red;
  std::vector<std::string> open;  // that run, or have not come
  std::size_t come = 0;
  Facts facts;
};

Tally tally_of(const std::vector<std::string>& names, const std::vector<Said>& all) {
  Tally tally;
  for (const auto& name : names) {
    bool there = false;
    bool running = false;
    for (const auto& said : all) {
      if (lower(said.name) != lower(name)) continue;
      there = true;
      running = running || said.light == Light::running;
      if (said.light == Light::red) tally.red.push_back(said);
      tally.facts["status:" + name] = said.link.empty() ? said.word : said.link;
    }
    if (there) ++tally.come;
    if (!there || running) tally.open.push_back(name);
  }
  return tally;
}

Finding red_one(const model::StageCommand& check, const std::vector<Said>& red) {
  Finding finding{.check = check.name};
  for (const auto& said : red) {
    finding.message += fmt::format("{}{} is red ({})", finding.message.empty() ? "" : ", ", one_line(said.name, 80),
                                   one_line(said.word, 40));
    if (!said.link.empty()) finding.message += ": " + one_line(said.link, 300);
  }
  finding.hint = "mend it, or run it again there, then run this again";
  return finding;
}

Error never_came(const model::StageCommand& check, const git::Sha& commit, const std::vector<Said>& all) {
  std::vector<std::string> names;
  for (const auto& said : all) names.push_back(one_line(said.name, 60));
  return error(Errc::unavailable,
               fmt::format("{}: CI has said nothing of {} within {}: {}", check.name, versioning::short_of(commit),
                           format_duration(check.start_timeout), fmt::join(check.statuses, ", ")),
               names.empty() ? "is CI set up for this branch?" : fmt::format("there are: {}", fmt::join(names, ", ")));
}

}  // namespace

asio::awaitable<Result<CiSays>> ask_ci(Context& context, model::StageCommand check, git::Sha commit) {
  CiSays says;
  if (context.statuses == nullptr && context.dry_run) {
    says.facts["status:" + check.name] = "not asked: there is no token";
    co_return says;
  }
  if (context.statuses == nullptr)
    co_return error(Errc::unauthorized, "what CI says is read from a forge, with a token", "set GITHUB_TOKEN");
  context.log.info("{}: waiting for {}", check.name, fmt::join(check.statuses, ", "));
  asio::steady_timer timer{co_await asio::this_coro::executor};
  const auto& ci = context.config.ci;
  Duration pause = ci.poll_first;
  Duration waited{0};
  while (true) {
    auto looked = co_await said_of(*context.statuses, commit);
    RA_CO_TRY_ASSIGN(const std::vector<Said> all, std::move(looked));
    const Tally tally = tally_of(check.statuses, all);
    says.facts = tally.facts;
    if (!tally.red.empty()) {
      says.red = red_one(check, tally.red);
      co_return says;
    }
    if (tally.open.empty()) co_return says;
    if (tally.come == 0 && waited >= check.start_timeout) co_return never_came(check, commit, all);
    if (waited >= check.timeout) {
      says.red = Finding{.check = check.name};
      says.red->message =
          fmt::format("not green within {}: {}", format_duration(check.timeout), fmt::join(tally.open, ", "));
      says.red->hint = "wait for it, or raise its timeout, then run this again";
      co_return says;
    }
    const Duration left = (tally.come == 0 ? std::min(check.start_timeout, check.timeout) : check.timeout) - waited;
    const Duration next = std::min(pause, std::max(left, Duration{1}));
    timer.expires_after(next);
    co_await timer.async_wait(asio::use_awaitable);
    waited += next;
    pause = std::min(pause * 2, ci.poll_most);
  }
}

}  // namespace ra::stage
