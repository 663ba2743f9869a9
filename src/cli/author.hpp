#pragma once

#include "base/environment.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::cli {

// Who commits: as git has it, its variables before its configuration; and ours before both.
boost::asio::awaitable<Result<git::Identity>> author(git::Repository& repository, const Environment& environment,
                                                     const model::GitConfig& config);

}  // namespace ra::cli
