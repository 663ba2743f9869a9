#pragma once

#include "git/retry.hpp"
#include "testbed/inventory.hpp"
#include "testbed/outcome.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>

namespace ra::testbed {

// Gives a repository the branches and tags of its mirror back: those that differ are moved, those that are gone come
// again, and what the mirror does not know stays. One atomic push, on what was there when it was looked at.
boost::asio::awaitable<Outcome> restore(const std::filesystem::path& mirror, const Repository& to, bool write,
                                        const git::Retry& retry);

}  // namespace ra::testbed
