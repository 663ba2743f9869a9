#pragma once

#include "history/history.hpp"
#include "history/releases.hpp"

#include <optional>

namespace ra::history {

struct Unreleased {
  std::vector<Entry> entries = {};    // newest first, by their dates
  std::optional<Release> since = {};  // the highest of the releases that end it; nothing: it is the whole history
};

// What of this commit's history is in none of the releases that it can reach. Reads from the newest commit on and stops
// where everything that is left has been released: the length of the history does not matter. Tags elsewhere do not
// count. The commit's own tags do not count when it is asked for itself (`itself`).
boost::asio::awaitable<Result<Unreleased>> read_unreleased(const std::string& directory, const git::Sha& commit,
                                                           const std::vector<Release>& releases, bool itself,
                                                           const Folders* folders);

}  // namespace ra::history
