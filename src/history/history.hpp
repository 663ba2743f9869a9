#pragma once

#include "history/entry.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::history {

// Which component a path belongs to: the deepest folder wins. "" or "." is the root, which owns what nobody else does.
class Folders {
 public:
  explicit Folders(std::vector<std::string> paths);
  // Adds the owner's index, each once; nothing for a path that nobody owns.
  void add_owner(std::string_view path, std::vector<std::uint32_t>& owners) const;

 private:
  std::vector<std::pair<std::string, std::uint32_t>> folders_;
};

// Commits as entries, newest first; with `folders`, each knows its components (needs request.paths).
boost::asio::awaitable<Result<std::vector<Entry>>> read_history(const std::string& directory,
                                                                const git::LogRequest& request, const Folders* folders);

// A long history is the smaller without bodies and footers, which JSON and templates alone show. What breaks is kept.
enum class EntryParts { all, titles };

// A commit's entry. Pure; never fails: what follows no convention is a Change without a type.
Entry entry_of(const git::Commit& commit, EntryParts parts = EntryParts::all);

// Drops each revert together with what it reverts, where both are in here: by sha (a prefix of seven digits or more)
// or, where no sha is named, by title. A revert of a revert brings the first back. A revert of something older stays.
std::vector<Entry> without_reverted(std::vector<Entry> entries);

}  // namespace ra::history
