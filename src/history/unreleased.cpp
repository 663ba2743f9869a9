#include "history/unreleased.hpp"

#include "base/try.hpp"
#include "history/frontier.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

namespace ra::history {

namespace asio = boost::asio;

namespace {

// How many commits git itself looks at besides, for clocks that went wrong (SLOP in its revision.c).
constexpr int slop = 5;

// git gives commits by their dates, which is children first but for clocks that went wrong: a commit may come before
// its child. Those are put right at the end.
class Walk {
 public:
  Walk(const git::Sha& commit, const std::vector<Release>& releases, bool itself, const Folders* folders)
      : releases_{releases}, folders_{folders} {
    for (std::size_t i = 0; i < releases.size(); ++i) {
      if (!itself || releases[i].commit != commit) starts_.try_emplace(releases[i].commit, i);
    }
  }

  // An error is the end; finished() tells whether it is the good one.
  Result<> take(const git::Commit& commit) {
    begun_ = true;
    bool released = frontier_.take(commit.sha).value_or(false);
    if (const auto start = starts_.find(commit.sha); start != starts_.end()) {
      if (!released && start->second < since_) since_ = start->second;
      released = true;
    }
    if (!released) add(commit);
    const bool younger = released && commit.committed_at >= oldest_;
    late_enough_ = released && !younger ? late_enough_ + 1 : 0;
    for (const std::string_view parent : commit.parents) wait_for(parent, released);
    if (frontier_.open() > 0 || late_enough_ < slop) return {};
    finished_ = true;
    return error(Errc::cancelled, "everything that is left has been released");
  }

  bool finished() const { return finished_; }
  // Whatever is left, a shallow clone's end too, is in a release.
  bool all_released() const { return begun_ && frontier_.open() == 0; }

  Unreleased result() {
    drop_late();
    Unreleased all;
    all.entries = std::move(entries_);
    if (folders_ != nullptr) std::erase_if(all.entries, [](const Entry& e) { return e.components.empty(); });
    if (since_ < releases_.size()) all.since = releases_[since_];
    return all;
  }

 private:
  void add(const git::Commit& commit) {
    oldest_ = std::min(oldest_, commit.committed_at);
    places_.emplace(std::string{commit.sha}, entries_.size());
    entries_.push_back(entry_of(commit));
    if (folders_ == nullptr) return;
    for (const std::string_view path : commit.paths) folders_->add_owner(path, entries_.back().components);
  }

  void wait_for(std::string_view parent, bool released) {
    if (const auto known = places_.find(parent); known != places_.end()) {
      if (released) late_.push_back(known->second);
      return;
    }
    frontier_.give(parent, released, [](bool& there, bool other) { there = there || other; });
  }

  // Those that turned out to be released when their children came.
  void drop_late() {
    if (late_.empty()) return;
    std::unordered_set<std::size_t> gone;
    while (!late_.empty()) {
      const std::size_t place = late_.back();
      late_.pop_back();
      if (!gone.insert(place).second) continue;
      for (const auto& parent : entries_[place].parents) {
        if (const auto known = places_.find(parent); known != places_.end()) late_.push_back(known->second);
      }
    }
    std::vector<Entry> kept;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (!gone.contains(i)) kept.push_back(std::move(entries_[i]));
    }
    entries_ = std::move(kept);
  }

  const std::vector<Release>& releases_;
  const Folders* folders_;
  ByShas<std::size_t> starts_;
  Frontier<bool> frontier_{[](bool released) { return !released; }};
  std::size_t since_ = static_cast<std::size_t>(-1);
  std::vector<Entry> entries_;
  ByShas<std::size_t> places_;  // of the entries
  std::vector<std::size_t> late_;
  std::int64_t oldest_ = std::numeric_limits<std::int64_t>::max();  // of the entries
  int late_enough_ = 0;  // released commits in a row that are older than that
  bool begun_ = false;
  bool finished_ = false;
};

}  // namespace

asio::awaitable<Result<Unreleased>> read_unreleased(const std::string& directory, const git::Sha& commit,
                                                    const std::vector<Release>& releases, bool itself,
                                                    const Folders* folders) {
  Walk walk{commit, releases, itself, folders};
  git::LogRequest request;
  request.from = {commit};
  request.paths = folders != nullptr;
  request.in_any_order = true;
  const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& one) { return walk.take(one); };
  auto read = co_await git::read_log(directory, request, each);
  const bool enough = walk.finished() || (walk.all_released() && !read && read.error().code == Errc::config);
  if (!read && !enough) co_return std::move(read).error();
  co_return walk.result();
}

}  // namespace ra::history
