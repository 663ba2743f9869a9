#include "cli/auto.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/try.hpp"

#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

event::Pull pull_of(const forge::Pull& found) {
  event::Pull pull;
  pull.number = found.number;
  pull.head = found.head;
  pull.base = found.base;
  pull.merged = found.merged;
  pull.merge_commit = found.merge_commit;
  pull.from_fork = found.from_fork;
  return pull;
}

asio::awaitable<Result<std::optional<event::Pull>>> look(forge::Forge& forge, const event::Event& event,
                                                         event::Question question) {
  if (question == event::Question::pull_of_number) {
    RA_CO_TRY_ASSIGN(const auto found, co_await forge.pulls().get(event.number));
    co_return pull_of(found);
  }
  RA_CO_TRY_ASSIGN(const auto all, co_await forge.pulls().of_commit(event.sha));
  for (const auto& found : all) {
    if (found.merged && found.merge_commit == event.sha) co_return pull_of(found);
  }
  co_return std::nullopt;
}

}  // namespace

Result<std::optional<event::Pull>> ask(Shell& shell, const model::Config& config, const event::Event& event) {
  const auto question = event::question_of(event);
  if (question == event::Question::none) return std::optional<event::Pull>{};
  asio::io_context io{1};
  RA_TRY_ASSIGN(const auto services, make_forge(shell, config, event.repository, io.get_executor()));
  auto answer = run_coroutine(io, look(*services->forge, event, question));
  if (!answer) return with_context(answer.error(), "what the event calls for cannot be told");
  return answer;
}

}  // namespace ra::cli
