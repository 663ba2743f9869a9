#include "history/history.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace ra::history {

namespace {

// Finds entries that are older than another. An entry's number is its place, newest first.
class Index {
 public:
  explicit Index(const std::vector<Entry>& entries) : entries_{entries} {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      by_sha_.emplace_back(entries[i].sha, i);
      by_title_[entries[i].title].push_back(i);
      if (entries[i].pull_request > 0) by_pull_request_[entries[i].pull_request].push_back(i);
    }
    std::ranges::sort(by_sha_);
  }

  std::optional<std::size_t> sha(std::string_view prefix) const {
    const auto first = std::ranges::lower_bound(by_sha_, prefix, {}, &std::pair<std::string_view, std::size_t>::first);
    if (first == by_sha_.end() || !first->first.starts_with(prefix)) return std::nullopt;
    const auto next = first + 1;
    if (next != by_sha_.end() && next->first.starts_with(prefix)) return std::nullopt;  // whose, nobody knows
    return first->second;
  }

  // The youngest one that is older and still there.
  std::optional<std::size_t> named(const std::string& what, std::size_t than, const std::vector<bool>& gone) const {
    const std::vector<std::size_t>* all = nullptr;
    if (what.starts_with('#')) {
      const auto found = by_pull_request_.find(std::atoi(what.c_str() + 1));
      if (found != by_pull_request_.end()) all = &found->second;
    } else if (const auto found = by_title_.find(what); found != by_title_.end()) {
      all = &found->second;
    }
    if (all == nullptr) return std::nullopt;
    for (auto at = std::ranges::upper_bound(*all, than); at != all->end(); ++at) {
      if (!gone[*at]) return *at;
    }
    return std::nullopt;
  }

  // What a merge brought: reached from its other parents, and not from its first.
  std::vector<std::size_t> brought(const Entry& merge) const {
    if (merge.parents.size() < 2) return {};
    std::unordered_set<std::size_t> before;
    walk({merge.parents.front()}, before, {});
    std::unordered_set<std::size_t> result;
    walk({merge.parents.begin() + 1, merge.parents.end()}, result, before);
    return {result.begin(), result.end()};
  }

 private:
  void walk(std::vector<git::Sha> from, std::unordered_set<std::size_t>& seen,
            const std::unordered_set<std::size_t>& until) const {
    while (!from.empty()) {
      const auto at = sha(from.back());
      from.pop_back();
      if (!at || until.contains(*at) || !seen.insert(*at).second) continue;
      from.insert(from.end(), entries_[*at].parents.begin(), entries_[*at].parents.end());
    }
  }

  const std::vector<Entry>& entries_;
  std::vector<std::pair<std::string_view, std::size_t>> by_sha_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_title_;
  std::unordered_map<int, std::vector<std::size_t>> by_pull_request_;
};

bool is_name(const std::string& what) {
  return what.size() < 7 || what.find_first_not_of("0123456789abcdef") != std::string::npos;
}

std::optional<std::size_t> find(const Index& index, const std::string& what, std::size_t than,
                                const std::vector<bool>& gone) {
  if (is_name(what)) return index.named(what, than, gone);
  const auto found = index.sha(what);
  return found && *found > than && !gone[*found] ? found : std::nullopt;
}

}  // namespace

std::vector<Entry> without_reverted(std::vector<Entry> entries) {
  const bool any = std::ranges::any_of(entries, [](const Entry& e) { return !e.reverts.empty(); });
  if (!any) return entries;
  const Index index{entries};
  std::vector<bool> gone(entries.size());
  // The newest has the last word: what it takes back takes nothing back any more.
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (gone[i] || entries[i].reverts.empty()) continue;
    std::vector<std::size_t> targets;
    bool all = true;
    bool any_sha = false;
    for (const std::string& what : entries[i].reverts) {
      const auto target = find(index, what, i, gone);
      any_sha = any_sha || !is_name(what);
      if (target) targets.push_back(*target);
      if (!target) all = false;
    }
    // Names are several ways to say the same.
    if (!any_sha && !targets.empty()) {
      targets.resize(1);
      all = true;
    }
    for (const std::size_t target : targets) {
      gone[target] = true;
      for (const std::size_t commit : index.brought(entries[target])) gone[commit] = true;
    }
    if (all) gone[i] = true;
  }
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!gone[i]) kept.push_back(std::move(entries[i]));
  }
  return kept;
}

}  // namespace ra::history
