#pragma once

#include "cli/command.hpp"
#include "git/repository.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::cli {

// When a commit was made.
boost::asio::awaitable<Result<WallTime>> time_of_commit(std::string directory, git::Sha commit);

// The time that what is made here gets, so that it comes out the same on any day: SOURCE_DATE_EPOCH, else that of the
// commit which is checked out. An error (config) where neither tells.
Result<WallTime> source_time(const Shell& shell);

}  // namespace ra::cli
