#include "orchestrate/moved.hpp"

#include "base/parallel.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::orchestrate {

namespace {

using Phase = ComponentHistory::Phase;
constexpr std::size_t heads_at_once = 16;

struct Passed {
  const model::PlannedComponent* component = nullptr;
  std::size_t set = 0;
  Result<std::string> head = ra::error(Errc::internal, "not asked");
};

std::vector<Passed> passed_of(const model::Plan& plan, const History& history) {
  std::vector<Passed> all;
  for (std::size_t s = 0; s < plan.sets.size(); ++s) {
    for (const auto& component : plan.sets[s].components) {
      const auto known = history.components.find(component.name);
      if (known == history.components.end() || known->second.phase != Phase::passed) continue;
      if (known->second.revision.empty()) continue;  // this CI does not say what it built
      Passed passed;
      passed.component = &component;
      passed.set = s;
      all.push_back(std::move(passed));
    }
  }
  return all;
}

void forget(History& history, const std::string& component) {
  const auto known = history.components.find(component);
  if (known != history.components.end() && known->second.phase == Phase::passed) known->second.phase = Phase::waiting;
}

}  // namespace

asio::awaitable<Result<std::string>> remote_head(const model::PlannedComponent& component) {
  const std::string ref = "refs/heads/" + component.branch;
  const std::vector<std::string> patterns{ref};
  git::Retry once;
  once.tries = 1;
  RA_CO_TRY_ASSIGN(const auto refs, co_await git::ls_remote(component.clone_url, patterns, once));
  for (const auto& found : refs) {
    if (found.ref == ref) co_return found.commit.empty() ? found.target : found.commit;
  }
  co_return ra::error(Errc::not_found, "there is no branch " + component.branch);
}

asio::awaitable<std::vector<std::string>> forget_moved(Context& context, const model::Plan& plan, History& history) {
  std::vector<std::string> notes;
  if (!context.branch_head) co_return notes;
  std::vector<Passed> passed = passed_of(plan, history);
  const EachOne ask = [&context, &passed](std::size_t i) -> asio::awaitable<void> {
    passed[i].head = co_await context.branch_head(*passed[i].component);
  };
  co_await in_parallel(passed.size(), heads_at_once, ask);

  std::size_t first_set = plan.sets.size();
  for (const Passed& one : passed) {
    const std::string& name = one.component->name;
    if (!one.head) {
      notes.push_back(fmt::format("{}: its earlier result is kept, though its branch could not be read: {}", name,
                                  one.head.error().message));
      continue;
    }
    if (*one.head == history.components.at(name).revision) continue;
    notes.push_back(fmt::format("{}: {} has moved since it passed; it and the sets after it run again", name,
                                one.component->branch));
    forget(history, name);
    first_set = std::min(first_set, one.set);
  }
  for (std::size_t s = first_set + 1; s < plan.sets.size(); ++s) {
    for (const auto& component : plan.sets[s].components) forget(history, component.name);
  }
  co_return notes;
}

}  // namespace ra::orchestrate
