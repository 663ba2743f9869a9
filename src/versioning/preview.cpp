#include "versioning/preview.hpp"

#include "history/history.hpp"

#include <algorithm>
#include <map>

namespace ra::versioning {

namespace {

// The commit that does not exist yet. It is known by the pull request's newest one, which people can look at.
Added made_by(const Proposed& proposed, const Merging& merging, const git::Sha& head) {
  git::Commit commit;
  commit.sha = head;
  commit.message = merging.message;
  commit.parents = {head};
  if (merging.way == Way::merge) commit.parents.push_back(head);
  if (!proposed.added.empty()) {
    commit.author_name = proposed.added.back().entry.author_name;
    commit.author_email = proposed.added.back().entry.author_email;
    commit.committed_at = proposed.added.front().entry.committed_at;
  }
  Added made;
  made.entry = history::entry_of(commit);
  made.entry.parents.clear();
  if (merging.way == Way::merge) made.entry.parents.assign(2, git::Sha{});
  if (proposed.one_for_all) {
    made.owners.push_back({});
  } else if (merging.way == Way::squash) {
    std::map<std::uint32_t, bool> owners;
    for (const auto& one : proposed.added) {
      for (const auto& owner : one.owners) owners[owner.component] |= owner.after_prerelease;
    }
    for (const auto& [component, after] : owners) made.owners.push_back({component, after});
  }
  // A merge has no files of its own: of several components it belongs to none.
  return made;
}

void add(const Added& one, std::vector<std::vector<history::Entry>>& entries, std::vector<Subject>& subjects,
         const model::VersioningConfig& config) {
  const bool counts = calls_for_something(one.entry, config);
  for (const auto& owner : one.owners) {
    entries[owner.component].push_back(one.entry);
    if (counts && owner.after_prerelease) subjects[owner.component].situation.changed_since_prerelease = true;
  }
}

}  // namespace

Outcome outcome_of(const Proposed& proposed, const Merging& merging, const git::Sha& head,
                   const model::VersioningConfig& config) {
  Outcome outcome;
  outcome.way = merging.way;
  outcome.subjects = proposed.there.subjects;
  std::vector<std::vector<history::Entry>> entries(outcome.subjects.size());
  if (!merging.message.empty() && merging.way != Way::rebase) {
    const Added made = made_by(proposed, merging, head);
    outcome.title = made.entry.title;
    add(made, entries, outcome.subjects, config);
  }
  if (merging.way != Way::squash) {
    for (const auto& one : proposed.added) add(one, entries, outcome.subjects, config);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto& before = outcome.subjects[i].entries;
    entries[i].insert(entries[i].end(), before.begin(), before.end());
    before = history::without_reverted(std::move(entries[i]));
  }
  auto plan = make_release_plan(proposed.there.components, outcome.subjects, config);
  if (plan) {
    outcome.plan = *std::move(plan);
  } else {
    outcome.refused = plan.error();
  }
  return outcome;
}

bool same_versions(const Outcome& a, const Outcome& b) {
  if (a.refused || b.refused) return a.refused.has_value() == b.refused.has_value();
  return std::ranges::equal(a.plan.components, b.plan.components, {}, &Planned::to, &Planned::to);
}

}  // namespace ra::versioning
