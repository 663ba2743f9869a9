#pragma once

#include "forge/forge.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace ra::test {

// A forge in memory. `log` has a line for each call that writes.
struct FakeForge final : forge::Forge {
  struct Entry {
    forge::Comment comment;
    bool ours = true;
  };

  std::vector<Entry> comments;  // oldest first
  std::vector<forge::Pull> pulls;
  std::vector<forge::Status> statuses;
  std::vector<std::string> log;
  std::deque<Error> create_errors;  // for the next ones; `uncertain` ones take effect all the same
  std::deque<Error> update_errors;
  std::deque<Error> find_errors;

  boost::asio::awaitable<Result<forge::Pull>> pull(std::int64_t number) override {
    for (const auto& one : pulls) {
      if (one.number == number) co_return one;
    }
    co_return error(Errc::not_found, "no such pull request");
  }

  boost::asio::awaitable<Result<std::vector<forge::Pull>>> pulls_of_branch(const std::string& branch) override {
    std::vector<forge::Pull> found;
    for (const auto& one : pulls) {
      if (one.head == branch && one.open) found.push_back(one);
    }
    co_return found;
  }

  boost::asio::awaitable<Result<std::vector<forge::Pull>>> pulls_of_commit(const std::string& sha) override {
    std::vector<forge::Pull> found;
    for (const auto& one : pulls) {
      if (one.head_sha == sha || one.merge_commit == sha) found.push_back(one);
    }
    co_return found;
  }

  boost::asio::awaitable<Result<std::optional<forge::Comment>>> own_comment(std::int64_t, Wanted wanted) override {
    if (!find_errors.empty()) {
      const Error e = find_errors.front();
      find_errors.pop_front();
      co_return e;
    }
    for (auto entry = comments.rbegin(); entry != comments.rend(); ++entry) {
      if (entry->ours && wanted(entry->comment.body)) co_return entry->comment;
    }
    co_return std::nullopt;
  }

  boost::asio::awaitable<Result<forge::Comment>> create_comment(std::int64_t, const std::string& body) override {
    log.emplace_back("create");
    if (!create_errors.empty()) {
      const Error e = create_errors.front();
      create_errors.pop_front();
      if (e.code == Errc::uncertain) add(body);
      co_return e;
    }
    co_return add(body);
  }

  boost::asio::awaitable<Result<forge::Comment>> update_comment(std::int64_t id, const std::string& body) override {
    log.emplace_back("update");
    if (!update_errors.empty()) {
      const Error e = update_errors.front();
      update_errors.pop_front();
      co_return e;
    }
    for (auto& entry : comments) {
      if (entry.comment.id != id) continue;
      entry.comment.body = body;
      co_return entry.comment;
    }
    co_return error(Errc::not_found, "no such comment");
  }

  boost::asio::awaitable<Result<>> set_status(const std::string&, const forge::Status& status) override {
    log.emplace_back("status");
    statuses.push_back(status);
    co_return Result<>{};
  }

  forge::Comment add(const std::string& body, bool ours = true) {
    Entry entry;
    entry.comment.id = static_cast<std::int64_t>(comments.size()) + 1;
    entry.comment.body = body;
    entry.ours = ours;
    comments.push_back(entry);
    return entry.comment;
  }
};

}  // namespace ra::test
