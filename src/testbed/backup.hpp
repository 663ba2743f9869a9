#pragma once

#include "git/retry.hpp"
#include "testbed/inventory.hpp"
#include "testbed/outcome.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>

namespace ra::testbed {

// Where a repository's mirror lies below the folder of a backup: organisation/name.git.
std::filesystem::path mirror_path(const std::filesystem::path& folder, const Repository& repository);

// A mirror of all its refs, compared with the remote's and looked through by git; it is there whole or not at all. One
// that is there already is looked through again and left as it is: what has gone since stays in it.
boost::asio::awaitable<Outcome> backup(const Repository& repository, const std::filesystem::path& folder,
                                       const git::Retry& retry);

}  // namespace ra::testbed
