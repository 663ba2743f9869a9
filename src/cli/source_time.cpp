#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

#include <fmt/format.h>

#include <charconv>

namespace asio = boost::asio;

namespace ra::cli {

asio::awaitable<Result<WallTime>> time_of_commit(std::string directory, git::Sha commit) {
  const git::Command show{.arguments = {"show", "-s", "--format=%ct", commit}, .directory = directory};
  auto shown = co_await git::output(show);
  RA_CO_TRY_ASSIGN(const std::string text, std::move(shown));
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  co_return WallTime{std::chrono::seconds{seconds}};
}

Result<WallTime> source_time(const Shell& shell) {
  const std::string given = shell.environment.get("SOURCE_DATE_EPOCH");
  if (!given.empty()) {
    std::int64_t seconds = 0;
    const auto [end, ec] = std::from_chars(given.data(), given.data() + given.size(), seconds);
    if (ec == std::errc{} && end == given.data() + given.size() && seconds >= 0)
      return WallTime{std::chrono::seconds{seconds}};
    return error(Errc::config, fmt::format("SOURCE_DATE_EPOCH is `{}`", one_line(given, 100)),
                 "it counts seconds since 1970");
  }
  auto time = run_coroutine(time_of_commit(shell.globals.directory, "HEAD"));
  if (time) return time;
  return error(Errc::config, "nothing says what time the files are of: there is no commit here",
               "set SOURCE_DATE_EPOCH to seconds since 1970");
}

}  // namespace ra::cli
