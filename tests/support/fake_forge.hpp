#pragma once

#include "forge/forge.hpp"

#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ra::test {

struct FakePulls final : forge::Pulls {
  std::vector<forge::Pull> all;

  boost::asio::awaitable<Result<forge::Pull>> get(std::int64_t number) override {
    for (const auto& one : all) {
      if (one.number == number) co_return one;
    }
    co_return error(Errc::not_found, "no such pull request");
  }

  boost::asio::awaitable<Result<std::vector<forge::Pull>>> of_branch(const std::string& branch,
                                                                     std::string owner) override {
    std::vector<forge::Pull> found;
    for (const auto& one : all) {
      if (one.head == branch && one.open && one.from_fork == !owner.empty()) found.push_back(one);
    }
    co_return found;
  }

  boost::asio::awaitable<Result<std::vector<forge::Pull>>> of_commit(const std::string& sha) override {
    std::vector<forge::Pull> found;
    for (const auto& one : all) {
      if (one.head_sha == sha || one.merge_commit == sha) found.push_back(one);
    }
    co_return found;
  }

  boost::asio::awaitable<Result<forge::Pull>> open(const forge::PullDraft& draft) override {
    forge::Pull pull;
    pull.number = static_cast<std::int64_t>(all.size()) + 1;
    pull.head = draft.head;
    pull.base = draft.base;
    pull.title = draft.title;
    pull.body = draft.body;
    pull.open = true;
    pull.draft = draft.draft;
    all.push_back(pull);
    co_return pull;
  }
  boost::asio::awaitable<Result<>> ready(std::int64_t) override { throw unasked(); }
  boost::asio::awaitable<Result<forge::Pull>> edit(std::int64_t, const forge::PullEdit&) override { throw unasked(); }
  boost::asio::awaitable<Result<std::string>> merge(std::int64_t, const std::string&, forge::MergeMethod) override {
    throw unasked();
  }
  boost::asio::awaitable<Result<>> merge_when_ready(std::int64_t, const std::string&, forge::MergeMethod) override {
    throw unasked();
  }
  boost::asio::awaitable<Result<>> add_labels(std::int64_t, const std::vector<std::string>&) override {
    throw unasked();
  }
  boost::asio::awaitable<Result<>> remove_label(std::int64_t, const std::string&) override { throw unasked(); }

  static std::logic_error unasked() { return std::logic_error{"the fake forge cannot do this yet"}; }
};

// `log` has a line for each call that writes.
struct FakeComments final : forge::Comments {
  struct Entry {
    forge::Comment comment;
    bool ours = true;
  };

  std::vector<Entry> all;  // oldest first
  std::int64_t last_id = 0;
  std::vector<std::string> log;
  std::deque<Error> create_errors;  // for the next ones; `uncertain` ones take effect all the same
  std::deque<Error> update_errors;
  std::deque<Error> find_errors;

  boost::asio::awaitable<Result<std::optional<forge::Comment>>> own(std::int64_t, Wanted wanted) override {
    if (!find_errors.empty()) {
      const Error e = find_errors.front();
      find_errors.pop_front();
      co_return e;
    }
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry) {
      if (entry->ours && wanted(entry->comment.body)) co_return entry->comment;
    }
    co_return std::nullopt;
  }

  std::vector<forge::Remark> said;  // by others

  boost::asio::awaitable<Result<std::vector<forge::Remark>>> remarks(std::int64_t, const std::string&) override {
    co_return said;
  }

  boost::asio::awaitable<Result<forge::Comment>> create(std::int64_t, const std::string& body) override {
    log.emplace_back("create");
    if (!create_errors.empty()) {
      const Error e = create_errors.front();
      create_errors.pop_front();
      if (e.code == Errc::uncertain) add(body);
      co_return e;
    }
    co_return add(body);
  }

  boost::asio::awaitable<Result<forge::Comment>> update(std::int64_t id, const std::string& body) override {
    log.emplace_back("update");
    if (!update_errors.empty()) {
      const Error e = update_errors.front();
      update_errors.pop_front();
      co_return e;
    }
    for (auto& entry : all) {
      if (entry.comment.id != id) continue;
      entry.comment.body = body;
      co_return entry.comment;
    }
    co_return error(Errc::not_found, "no such comment");
  }

  boost::asio::awaitable<Result<>> remove(std::int64_t id) override {
    log.emplace_back("remove");
    std::erase_if(all, [id](const Entry& entry) { return entry.comment.id == id; });
    co_return Result<>{};
  }

  forge::Comment add(const std::string& body, bool ours = true) {
    Entry entry;
    entry.comment.id = ++last_id;
    entry.comment.body = body;
    entry.ours = ours;
    all.push_back(entry);
    return entry.comment;
  }
};

struct FakeStatuses final : forge::Statuses {
  explicit FakeStatuses(std::vector<std::string>& log_of_writes) : log{log_of_writes} {}

  std::vector<forge::Status> all;
  std::vector<std::string>& log;

  boost::asio::awaitable<Result<>> set(const std::string&, const forge::Status& status) override {
    log.emplace_back("status");
    all.push_back(status);
    co_return Result<>{};
  }
  boost::asio::awaitable<Result<std::vector<forge::Status>>> of(const std::string&) override { co_return all; }
  std::vector<forge::CheckRun> checks;
  boost::asio::awaitable<Result<std::vector<forge::CheckRun>>> checks_of(const std::string&) override {
    co_return checks;
  }
  boost::asio::awaitable<Result<std::int64_t>> create_check(const forge::CheckRun&) override {
    throw FakePulls::unasked();
  }
  boost::asio::awaitable<Result<>> update_check(std::int64_t, const forge::CheckRun&) override {
    throw FakePulls::unasked();
  }
};

struct FakeAccess final : forge::Access {
  Result<forge::TokenRights> rights = forge::TokenRights{};
  Result<forge::BranchRules> branch_rules = forge::BranchRules{};
  std::string asked;  // the last branch

  boost::asio::awaitable<Result<forge::TokenRights>> token() override { co_return rights; }
  std::map<std::string, forge::Permission> people;

  boost::asio::awaitable<Result<forge::Permission>> of_user(const std::string& login) override {
    const auto found = people.find(login);
    co_return found == people.end() ? forge::Permission::none : found->second;
  }
  boost::asio::awaitable<Result<forge::BranchRules>> rules(const std::string& branch) override {
    asked = branch;
    co_return branch_rules;
  }
  boost::asio::awaitable<Result<forge::MergeWays>> merge_ways() override { co_return forge::MergeWays{}; }
};

struct FakeReleases final : forge::Releases {
  Result<std::optional<forge::Release>> there = std::optional<forge::Release>{};
  std::string asked;  // the last tag

  boost::asio::awaitable<Result<std::optional<forge::Release>>> of_tag(const std::string& tag) override {
    asked = tag;
    co_return there;
  }
  boost::asio::awaitable<Result<forge::Release>> create(const forge::ReleaseDraft&) override {
    throw FakePulls::unasked();
  }
  boost::asio::awaitable<Result<forge::Release>> edit(std::int64_t, const forge::ReleaseDraft&) override {
    throw FakePulls::unasked();
  }
  boost::asio::awaitable<Result<forge::Asset>> upload(const forge::Release&, const std::filesystem::path&,
                                                      const std::string&) override {
    throw FakePulls::unasked();
  }
};

// A forge in memory.
struct FakeForge final : forge::Forge {
  FakePulls pulls_there;
  FakeComments comments_there;
  FakeStatuses statuses_there{comments_there.log};
  FakeAccess access_there;
  FakeReleases releases_there;

  forge::Pulls& pulls() override { return pulls_there; }
  forge::Comments& comments() override { return comments_there; }
  forge::Statuses& statuses() override { return statuses_there; }
  forge::Refs& refs() override { throw FakePulls::unasked(); }
  forge::Releases& releases() override { return releases_there; }
  forge::Deployments& deployments() override { throw FakePulls::unasked(); }
  forge::Access& access() override { return access_there; }
};

}  // namespace ra::test
